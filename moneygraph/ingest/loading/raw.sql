-- Where rows stand: the file, its sheet, and the number there.
select row.id, export.path, export.sha256, export.rows, coalesce(section.name, ''),
    section.loader, row.id % 4294967296 - section.row_offset
from row_base as row
join section on section.id = row.section
join export on export.id = section.export
where row.id in (select unnest($ids::bigint[]))
order by row.id
