-- Every row that was refused or kept with a warning.
select export.name as file, section.name as sheet,
    remark.row % 4294967296 - section.row_offset as row, fate, reason, detail
from remark
join section on section.id = remark.section
join export on export.id = section.export
where fate in ('rejected', 'warned')
order by export.name, remark.row, fate, reason, detail
