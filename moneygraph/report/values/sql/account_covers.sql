-- Days whose statement is held, and from which file.
select cover.first_day, cover.last_day, statement_file.name as file, section.name as sheet
from cover
join section on section.id = cover.section
join statement_file on statement_file.id = section.statement_file
where cover.account = $id
order by cover.first_day, cover.last_day, file, section.row_offset
