-- Rows of that number in sheets of files of that name.
select section.id as section, export.name as file, section.name as sheet,
    $row::bigint as row,
    export.id * 4294967296 + section.row_offset + $row as id
from section join export on export.id = section.export
where (export.name = $file or ends_with(export.name, '/' || $file)
        or export.name || ' [' || coalesce(section.name, '') || ']' = $file
        or ends_with(export.name || ' [' || coalesce(section.name, '') || ']', '/' || $file))
order by file, section.row_offset
