-- One row a sheet: what it covers, how that is known, and for which days.
select export, name as sheet, loader, bank, covers, how, first_day, last_day
from section
order by export, row_offset, id
