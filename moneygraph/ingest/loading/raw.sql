-- The place of rows: the file, its sheet, and the number there; and that of the last header above,
-- where it is not the first.
select row.id, statement_file.path, statement_file.sha256, statement_file.rows,
    coalesce(section.name, ''), section.loader, row.id % 4294967296 - section.row_offset,
    (select max(above.row) from remark as above
    where above.section = row.section and above.reason = 'header' and above.row < row.id)
        % 4294967296 - section.row_offset
from row_base as row
join section on section.id = row.section
join statement_file on statement_file.id = section.statement_file
where row.id in (select unnest($ids::bigint[]))
order by row.id
