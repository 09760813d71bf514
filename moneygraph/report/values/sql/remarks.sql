-- Rows that were refused, kept with a warning or passed over: counted, with the first ones.
with placed as (
    select remark.*, statement_file.name as file, section.name as sheet,
        remark.row % 4294967296 - section.row_offset as number,
        count(*) over (partition by fate, reason) as times,
        row_number() over (partition by fate, reason order by statement_file.name, remark.row, detail) as place
    from remark
    join section on section.id = remark.section
    join statement_file on statement_file.id = section.statement_file)
select fate, reason, times, file, sheet, number, detail
from placed where place <= $examples
order by case fate when 'rejected' then 1 when 'warned' then 2 else 3 end,
    times desc, reason, place
