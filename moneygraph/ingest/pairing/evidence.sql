-- What counts for two rows being one transfer, from what the case keeps of them: $1 the debit's row,
-- $2 the credit's, $3 whether clocks are to blame for the time between.
with side as (
    select b.id, b.ts - to_seconds(coalesce(k.seconds, 0)) as moment, b.day_only, b.amount,
        b.currency, w.reference,
        case when f.number[1] <> '?' then b.from_account end as from_account,
        case when t.number[1] <> '?' then b.to_account end as to_account,
        nullif(ltrim(regexp_replace(y.from_id, '\.0$', ''), '0'), '') as from_owner,
        nullif(ltrim(regexp_replace(y.to_id, '\.0$', ''), '0'), '') as to_owner
    from row_base as b
    join section on section.id = b.section
    join number as f on f.id = b.from_account
    join number as t on t.id = b.to_account
    left join row_codes as w on w.id = b.id
    left join row_parties as y on y.id = b.id
    left join clock as k on k.bank = section.bank and not b.day_only
        and b.ts::date between coalesce(k.first_day, b.ts::date) and coalesce(k.last_day, b.ts::date)
    where b.id in ($1, $2))
select -- the names
from (select *, $3::boolean as is_hours from side where id = $1) as d
join side as c on c.id = $2
