-- One row a sheet: what it covers, how that is known, and for which days.
select statement_file, name as sheet, loader, bank, covers, how, first_day, last_day
from section
order by statement_file, row_offset, id
