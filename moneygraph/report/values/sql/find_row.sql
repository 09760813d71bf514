-- Rows of that number in sheets of files of that name.
select section.id as section, statement_file.name as file, section.name as sheet,
    $row::bigint as row,
    statement_file.id * 4294967296 + section.row_offset + $row as id
from section join statement_file on statement_file.id = section.statement_file
where (statement_file.name = $file or ends_with(statement_file.name, '/' || $file)
        or statement_file.name || ' [' || coalesce(section.name, '') || ']' = $file
        or ends_with(statement_file.name || ' [' || coalesce(section.name, '') || ']', '/' || $file))
order by file, section.row_offset
