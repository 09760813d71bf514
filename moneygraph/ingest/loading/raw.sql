-- The place of rows: the file, its sheet, and the number there.
select row.id, statement_file.path, statement_file.sha256, statement_file.rows,
    coalesce(section.name, ''), section.loader, row.id % 4294967296 - section.row_offset
from row_base as row
join section on section.id = row.section
join statement_file on statement_file.id = section.statement_file
where row.id in (select unnest($ids::bigint[]))
order by row.id
