-- Days whose statement is held, and from which file.
select cover.first_day, cover.last_day, export.name as file, section.name as sheet
from cover
join section on section.id = cover.section
join export on export.id = section.export
where cover.account = $id
order by cover.first_day, cover.last_day, file, section.row_offset
