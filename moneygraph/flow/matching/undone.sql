-- Payments that are taken to be undone with a score below $unsure, by the clock of transfers.
select b.from_account, b.to_account, enum_code(b.currency) as currency, b.amount,
    epoch_us(b.ts - to_seconds(coalesce(k.seconds, 0))) as us,
    f.name || coalesce(' [' || nullif(s.name, '') || ']', '') || ':'
        || (b.id % 4294967296 - s.row_offset) as place
from undone as u
join row_base as b on b.id = u.row
join section as s on s.id = b.section
join statement_file as f on f.id = s.statement_file
left join clock as k on k.bank = s.bank and not b.day_only
    and b.ts::date between coalesce(k.first_day, b.ts::date) and coalesce(k.last_day, b.ts::date)
where u.score < $unsure::float and b.from_account <> b.to_account
qualify row_number() over (partition by b.id order by k.seconds) = 1
order by us, b.id
