-- One row a sheet: what it was read by and what it covers.
select statement_file.sha256, section.name as sheet, loader, loader_sha256, bank, covers, how,
    first_day::varchar as first_day, last_day::varchar as last_day
from section join statement_file on statement_file.id = section.statement_file
order by statement_file.name, statement_file.sha256, row_offset, section.id
