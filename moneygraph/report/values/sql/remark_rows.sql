-- Every row that was refused or kept with a warning.
select statement_file.name as file, section.name as sheet,
    remark.row % 4294967296 - section.row_offset as row, fate, reason, detail
from remark
join section on section.id = remark.section
join statement_file on statement_file.id = section.statement_file
where fate in ('rejected', 'warned')
order by statement_file.name, remark.row, fate, reason, detail
