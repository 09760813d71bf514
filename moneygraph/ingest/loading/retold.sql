-- Exports of one bank may tell a transfer once with its time and once with its day alone. Row
-- by row of a day, what another sheet of the bank tells with a time is the same transfer told
-- again. A row in which the bank speaks for both sides stands for a row of either.

create or replace temp table of_day as
select s.id, s.day_only, s.side, p.section, p.reporter, p.from_account, p.to_account,
    s.amount, s.currency, cast(s.ts as date) as day, s.position,
    row_number() over (
        partition by p.section, s.side, s.day_only, p.from_account, p.to_account, s.amount,
            s.currency, cast(s.ts as date) order by s.position) as occurrence
from side_row as s join placed as p using (id)
where p.reporter <> '';

create or replace temp table retold as
select d.id, t.id as kept
from of_day as d
join of_day as t
    on t.reporter = d.reporter and t.from_account = d.from_account
    and t.to_account = d.to_account and t.amount = d.amount and t.currency = d.currency
    and t.day = d.day and t.occurrence = d.occurrence
where d.day_only and not t.day_only and t.section <> d.section
    and (t.side = d.side or t.side = 2 or d.side = 2)
qualify row_number() over (partition by d.id order by t.position) = 1;

delete from side_row where id in (select id from retold);

update told set kept = retold.kept from retold where told.kept = retold.id;
