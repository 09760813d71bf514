-- One row a sheet: what it was read by and what it covers.
select export.sha256, section.name as sheet, loader, loader_sha256, bank, covers, how,
    first_day::varchar as first_day, last_day::varchar as last_day
from section join export on export.id = section.export
order by export.name, export.sha256, row_offset, section.id
