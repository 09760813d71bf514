-- Payments of the part's accounts that their bank took back: no transfers. `source` and `undone_by` are
-- FILE:ROW of the payment and of the row that takes it back; a row for each account of the part.
select u.source, u.undone_by, u.ts, u.day_only, u.from_number, u.to_number, u.amount,
    u.currency::varchar, u.score, u.reason, a.id, u.row
from shown_undone as u
left join (
    select id, number from account where id in (select id from part_account)) as a
    on a.number in (u.from_number, u.to_number)
order by u.row, a.id
