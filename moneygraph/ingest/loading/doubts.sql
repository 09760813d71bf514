-- Transfers that may not have happened as they are stated, with the reason. They are reported by one
-- side alone although another bank's statement of the other side is held for that day ("one-sided");
-- or by one side alone, where the other side may be such a one, of the same amount or less a fee and at
-- most three days apart ("other-half"). Between its own accounts a bank may report a transfer once.
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
from row_base as b
join held on held.row = b.id
join section as f on f.id = b.section
group by held.id, held.credit
having not bool_or(coalesce(held.bank = f.bank, held.statement_file = f.statement_file));

insert into doubt
with lacking as (  -- what the silent side of a one-sided transfer may be stated as elsewhere
    select t.*, o.credit from transfer as t join one_sided as o using (id)),
day as (select unnest(range(-3, 4))::integer as days),
half as (
    select distinct not credit as lacks_credit,
        case when credit then to_account else from_account end as account,
        case when credit then amount else to_amount end as units,
        (case when credit then ts else credit_ts end)::date + days as day
    from lacking, day),
reported as (  -- by the side that those do not report
    select s.credit as lacks_credit, t.id,
        case when s.credit then from_account else to_account end as account,
        case when s.credit then amount else to_amount end as units,
        (case when s.credit then ts else credit_ts end)::date as day
    from transfer as t join silent as s using (id)
    where s.id not in (select id from one_sided)),
-- amounts that a fee may part are of the same step or of steps that follow each other, so that few
-- are compared at an account with very many
stepped as (
    select *, unnest([step - 1, step, step + 1]) as near
    from (select *, floor(ln(greatest(units, 1)) / ln(1 + 2 * $fee_share)) as step from half))
select id, 'one-sided' from one_sided
union all
select distinct r.id, 'other-half'
from reported as r
join stepped as h on h.lacks_credit = r.lacks_credit and h.account = r.account and h.day = r.day
    and h.near = floor(ln(greatest(r.units, 1)) / ln(1 + 2 * $fee_share))
where case when r.lacks_credit
    then h.units <= r.units and r.units - h.units <= $fee_share * r.units
    else r.units <= h.units and h.units - r.units <= $fee_share * h.units end
order by 1;
