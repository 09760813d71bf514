-- Statement files of one bank may report a transfer once with its time and once with its day alone.
-- Counted within a day, a row without a time repeats the row with a time of another sheet of that
-- bank. A row in which the bank reports both sides can repeat a row of either.

create or replace temp table of_day as
select s.id, s.day_only, s.side, s.minus, p.section, p.reporter, p.from_account, p.to_account,
    s.amount, s.currency, cast(s.ts as date) as day, s.position,
    row_number() over (
        partition by p.section, s.side, s.minus, s.day_only, p.from_account, p.to_account, s.amount,
            s.currency, cast(s.ts as date) order by s.position) as occurrence
from side_row as s join placed as p using (id)
where p.reporter <> '';

create or replace temp table repeated as
select d.id, t.id as kept
from of_day as d
join of_day as t
    on t.reporter = d.reporter and t.from_account = d.from_account
    and t.to_account = d.to_account and t.amount = d.amount and t.currency = d.currency
    and t.day = d.day and t.minus = d.minus and t.occurrence = d.occurrence
where d.day_only and not t.day_only and t.section <> d.section
    and (t.side = d.side or t.side = 2 or d.side = 2)
qualify row_number() over (partition by d.id order by t.position) = 1;

delete from side_row where id in (select id from repeated);

update repeat_row set kept = repeated.kept from repeated where repeat_row.kept = repeated.id;

insert into repeat_row select id, kept from repeated;
