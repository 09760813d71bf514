-- Transfers that may not have happened as they are stated, with the reason. They are reported by one
-- side alone although another bank's statement of the other side is held for that day ("one-sided");
-- or by one side alone, where the other side may be such a one, of the same amount and at most three
-- days apart ("other-half"). Between its own accounts a bank may report a transfer once.
create or replace temp table silent as
select id, true as credit, to_account as account, credit_ts::date as day, debit_row as row
from transfer where credit_row is null and debit_row is not null
union all
select id, false, from_account, ts::date, credit_row
from transfer where debit_row is null and credit_row is not null;

create or replace temp table one_sided as
with held as (
    select s.id, s.credit, s.row, f.bank, f.statement_file
    from silent as s
    join cover as c on c.account = s.account and s.day between c.first_day and c.last_day
    join section as f on f.id = c.section)
select held.id, held.credit
from held
join row_base as b on b.id = held.row
join section as f on f.id = b.section
group by held.id, held.credit
having not bool_or(coalesce(held.bank = f.bank, held.statement_file = f.statement_file));

insert into doubt
with lacking as (  -- what the silent side of a one-sided transfer may be stated as elsewhere
    select t.*, o.credit from one_sided as o join transfer as t using (id)),
reported as (  -- by the side that those do not report
    select s.credit as lacks_credit, t.*
    from silent as s join transfer as t using (id)
    where s.id not in (select id from one_sided)),
day as (select unnest(range(-3, 4))::integer as days),
by_payer as (
    select distinct from_account as account, to_amount as amount, credit_ts::date + days as day
    from lacking, day where not credit),
by_payee as (
    select distinct to_account as account, amount, ts::date + days as day
    from lacking, day where credit)
select id, 'one-sided' from one_sided
union all
select id, 'other-half' from reported
where case when lacks_credit
    then (from_account, amount, ts::date) in (select (account, amount, day) from by_payer)
    else (to_account, to_amount, credit_ts::date) in (select (account, amount, day) from by_payee) end
order by 1;
