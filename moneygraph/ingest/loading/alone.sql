-- Cases in which each row is a transfer; see alone.py.

-- name: may_meet
-- Whether rows of several sections may be two sides of one transfer, or one repeat or undo another.
-- They may not where all are reported by one bank, or by nobody that is known, one section after the
-- other (on other days, where the time of some rows is not known): rows of one reporter are two sides
-- only where one shows the payer's alone and the other the payee's alone, and both parties agree;
-- but whether a bank has an account does not change with the section.
with shown as (
    select s.id, s.bank, s.covers, min(r.ts) as first, max(r.ts) as last,
        bool_or(r.day_only) as day_only, bool_or(r.side is null) as vague,
        bool_or(r.side is not null) as clear
    from row_base as r join section as s on s.id = r.section
    group by all)
select 1 from (
    select first, bool_or(day_only) over () as by_day, max(last) over (
        order by first, last rows between unbounded preceding and 1 preceding) as before
    from shown)
where first <= before or (by_day and first::date = before::date)
union all
select 1 from shown
having count(distinct coalesce(bank, '')) > 1
    or (bool_or(bank is null) and count(distinct covers) > 1)
union all
select 1 from shown where vague and covers not in ('all', 'none', 'bank ' || coalesce(bank, ''))
union all
-- an account that one section has by its number can be in another by its owner
select 1 from number where regexp_matches(number, '^\?\d{12}( |$)')
union all
-- a bank that is stated beside a number of no bank may be stated otherwise elsewhere
select 1
from cover as c join section as s on s.id = c.section join number as n on n.id = c.account
where s.covers = 'bank ' || s.bank and n.bank is distinct from s.bank
union all
-- what a bank reports from the side of the account that is not its own takes a payment back
select 1
from row_base as r
join section as s on s.id = r.section
join number as f on f.id = r.from_account
join number as t on t.id = r.to_account
where (select bool_or(clear) from shown) and f.bank <> t.bank
    and s.bank = case when r.side = 'C' then f.bank else t.bank end
limit 1;

-- name: is_later
-- Whether the rows of sections after $1 are later than all transfers, and these are the rows of the
-- sections up to it.
select coalesce((select min(ts) from row_base where section > $1)
        > (select max(ts) from transfer), true)
    and (select count(*) from row_base where section <= $1)
        = (select count(*) from transfer);

-- name: later
-- The rows of sections after {section}, behind all transfers, which are {after}.
create or replace temp view line as
select *, {after} + row_number() over (order by ts, id) as position
from row_base where section > {section}
order by ts, id;

-- name: is_held
-- Whether the sections hold everything of all accounts, so that both sides report every row.
select not exists (
        select 1 from row_base as r join section as s on s.id = r.section
        where r.side is not null or s.covers = 'none' or (s.covers <> 'all' and s.bank is null))
    and not exists (select 1 from number where number[1] = '?')
    and not exists (
        select 1 from section as s join number as n on n.bank is distinct from s.bank
        where s.covers = 'bank ' || s.bank)
    and not exists (
        select 1 from section where covers not in ('all', 'bank ' || coalesce(bank, ''))
            and id in (select section from row_base));

-- name: held
-- The rows of `line` where both sides report every row.
create or replace temp view sided as
select line.*, true as by_payer, true as by_payee from line;

-- name: sided
-- The rows of `line` with the sides that report them; where neither is known, the payer's.
create or replace temp view sided as
select line.*, coalesce(side = 'D', f.account is not null or t.account is null) as by_payer,
    coalesce(side = 'C', t.account is not null) as by_payee
from line
left join (select distinct section, account from cover) as f
    on f.section = line.section and f.account = line.from_account
left join (select distinct section, account from cover) as t
    on t.section = line.section and t.account = line.to_account;

-- name: add
-- A transfer of each row of `sided`.
create or replace temp table exchanged as
select r.position, x.to_amount, x.to_currency from row_exchange as x join line as r using (id);

insert into transfer
select r.position, r.ts, r.ts, r.day_only, r.day_only, r.from_account, r.to_account,
    r.amount, r.currency, r.amount, r.currency, r.kind, false,
    case when by_payer then r.id end, case when by_payee then r.id end, null, null
from sided as r;

update transfer set to_amount = x.to_amount, to_currency = x.to_currency
from exchanged as x where x.position = transfer.id;
