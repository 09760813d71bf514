-- What became of each row of a case's only file.

-- name: tried_rows
with read as (
    select b.id, b.section, f.fate, b.ts, b.day_only, p.number as from_account,
        e.number as to_account, b.amount, b.currency::varchar as currency, b.kind::varchar as kind,
        r.purpose, null as reason, null as detail
    from row_base as b
    join row as r on r.id = b.id
    left join fate as f on f.row = b.id
    left join number as p on p.id = b.from_account
    left join number as e on e.id = b.to_account
    union all
    select row, section, fate, null, null, null, null, null, null, null, null, reason, detail
    from remark)
select s.name as sheet, read.id % 4294967296 - s.row_offset as row, read.* exclude (id, section)
from read join section as s on s.id = read.section
order by read.id, fate, reason, detail
