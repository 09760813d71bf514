-- Debits and credits that are left without their other side, and differ by a fee on the way or are in
-- two currencies. They are a pair only where neither row could be of another one. `rate` has what a
-- unit of each currency can be worth in tenge.

-- name: left
-- Rows that can be of such a pair: those that are open, and, where there are two currencies, those
-- of banks that write one row for both sides.
create or replace temp table both_sides as
select * from side_row
where side = 2 and from_account is not null and to_account is not null
    and id not in (select debit_row from pair union all select credit_row from pair)
    and (select min(currency) <> max(currency) from side_row);

create or replace temp view left_row as
select * from open_row union all select * from both_sides;

create or replace temp table lone_row as
select *, 0::ubigint as block, 0::bigint as day from left_row limit 0;

-- name: candidates
-- Those of one payer and payee, as two columns name them, that are left with both sides (or with two
-- currencies, where a bank writes one row for both). Where owners are compared, an account is missing.
insert into lone_row
with between as (
    select payer, payee from left_row where payer is not null and payee is not null
    group by all
    having count(*) > 1 and (min(side) <> max(side) or max(side) = 2)
        and (min(amount) <> max(amount) or min(currency) <> max(currency))
        and ('payer payee' = 'from_account to_account'
            or bool_or(from_account is null or to_account is null)))
select s.*, hash('payer payee', payer, payee), unnest([epoch(moment)::bigint // 86400,
    100000 + (epoch(moment)::bigint + 43200) // 86400])
from left_row as s join between using (payer, payee);

-- name: pair
-- of one day or night; where very many rows are left, which belongs to which is anybody's guess
create or replace temp table lone_group as
select block, day from lone_row
group by all
having count(*) between 2 and 50 and (min(side) <> max(side) or max(side) = 2)
    and (min(amount) <> max(amount) or min(currency) <> max(currency));

create or replace temp table two as
with near as (
    select lone_row.* from lone_row join lone_group using (block, day))
select distinct d.id as a, c.id as b, d.amount as paid, d.currency as paid_currency,
    c.amount as received, c.currency as received_currency, d.moment,
    d.side = 2 and c.side = 2 as is_alone
from near as d join near as c using (block, day)
where d.id <> c.id and not exists (
        select 1 from decided where kind = 'not-same' and (a, b) in ((d.id, c.id), (c.id, d.id)))
    -- the sides of one transfer; or a bank that writes one row for both writes two for a conversion
    and case when d.side = 2 and c.side = 2
        then d.source = c.source and d.source > 0 and d.currency <> c.currency
            and d.position < c.position
        else d.side in (0, 2) and c.side in (1, 2) end
    and case when d.day_only or c.day_only then d.moment::date = c.moment::date
        else abs(epoch(c.moment) - epoch(d.moment)) <= $within end
    -- where an account is missing, nothing that is known may contradict
    and coalesce(d.from_account = c.from_account, true)
    and coalesce(d.to_account = c.to_account, true)
    and (coalesce(d.from_account = c.from_account and d.to_account = c.to_account, false)
        or (coalesce(d.from_owner = c.from_owner, true) and coalesce(d.to_owner = c.to_owner, true)));

-- what was paid and received is worth in tenge, at least and at most: by rates of these days where
-- statements have some, else by all that have been
create or replace temp table seen_rate as
select b.currency, b.ts::date as day, median(x.tenge / b.amount) as units
from row_value as x join row_base as b on b.id = x.id
where exists (select 1 from two where paid_currency <> received_currency)
group by all;

create or replace temp table worth as
with money as (
    select paid_currency as currency, moment::date as day from two
    where paid_currency <> received_currency
    union select received_currency, moment::date from two where paid_currency <> received_currency),
near as (
    select money.currency, money.day, arg_min(units, (abs(seen_rate.day - money.day), seen_rate.day))
        as units
    from money join seen_rate on seen_rate.currency = money.currency
        and abs(seen_rate.day - money.day) <= 7
    group by all)
select money.*, coalesce(0.9 * near.units, rate.least, 0) as least,
    coalesce(1.1 * near.units, rate.most, 0) as most
from money left join near using (currency, day) left join rate using (currency);

create or replace temp table likely as
select a, b, is_alone, paid_currency,
    case when paid_currency = received_currency then $fee else $converted end as number
from two
left join worth as p on p.currency = paid_currency and p.day = moment::date
left join worth as r on r.currency = received_currency and r.day = moment::date
where case when paid_currency = received_currency
    then received < paid and paid - received <= greatest($fee_share * paid, least($small_fee, paid / 2))
    else paid * p.least <= received * r.most and received * r.least <= paid * p.most end;

-- of two rows of one bank the payer's is the one in the currency that the payer's account receives
-- from others and moves, while the payee's account moves and spends the other
create or replace temp table moved as
with party as (
    select distinct unnest([from_account, to_account]) as account
    from lone_row where id in (select a from likely where is_alone)),
other_row as (
    select from_account, to_account, amount, currency from row_base
    where (from_account in (select account from party) or to_account in (select account from party))
        and id not in (select a from likely union all select b from likely)),
one as (
    select from_account as account, currency, -amount as units from other_row
    union all
    select to_account, currency, amount from other_row)
select account, currency, sign(sum(units)) + count(*) / sum(count(*)) over (partition by account)
    as received, sign(sum(units)) - count(*) / sum(count(*)) over (partition by account) as kept
from one where account in (select account from party)
group by account, currency;

create or replace temp table turned as
with alone as (
    select distinct likely.a, likely.b, from_account, to_account, paid_currency, received_currency
    from likely join two using (a, b, paid_currency) join lone_row on lone_row.id = likely.a
    where likely.is_alone)
select a, b from alone
where coalesce((select received from moved where account = from_account and currency = paid_currency), 0)
    - coalesce((select received from moved where account = from_account and currency = received_currency), 0)
    + coalesce((select kept from moved where account = to_account and currency = paid_currency), 0)
    - coalesce((select kept from moved where account = to_account and currency = received_currency), 0)
    < 0;

create or replace temp table found_pair as
select case when turned.a is null then likely.a else likely.b end as debit,
    case when turned.a is null then likely.b else likely.a end as credit, number
from likely left join turned using (a, b)
where likely.a in (select x from (select a as x from likely union all select b from likely) group by x having count(*) = 1)
    and likely.b in (select x from (select a as x from likely union all select b from likely) group by x having count(*) = 1);

insert into pair
select d.id, c.id, pair_score(d, c, false), number
from (select distinct * exclude (block, day) from lone_row) as d
join found_pair on found_pair.debit = d.id
join (select distinct * exclude (block, day) from lone_row) as c on c.id = found_pair.credit;

delete from open_row where id in (select debit from found_pair union all select credit from found_pair);

-- name: swap
-- Equal amounts hours or days apart, where both rows would fit what is left open, less a fee and
-- minutes apart: two payments of which each lost a fee, the one as large as what is left of the other.
create or replace temp table swapped as
with open_one as (
    select distinct * exclude (block, day) from lone_row
    where id in (select id from open_row) and from_account is not null and to_account is not null),
loose as (
    select p.debit_row, p.credit_row, d.from_account, d.to_account, d.currency, d.amount,
        d.moment as paid_at, c.moment as came_at
    from pair as p join side_row as d on d.id = p.debit_row join side_row as c on c.id = p.credit_row
    where p.pass in (select unnest($loose::integer[]))
        and d.amount = c.amount and d.currency = c.currency and not d.day_only and not c.day_only
        and (d.from_account, d.to_account) in (select (from_account, to_account) from open_one))
select debit_row, credit_row, paid.id as debit, came.id as credit
from loose
join open_one as paid using (from_account, to_account, currency)
join open_one as came using (from_account, to_account, currency)
where paid.side = 0 and came.side = 1 and not paid.day_only and not came.day_only
    and abs(epoch(came_at) - epoch(paid.moment)) <= $within
    and abs(epoch(came.moment) - epoch(paid_at)) <= $within
    and loose.amount < paid.amount and came.amount < loose.amount
    and paid.amount - loose.amount
        <= greatest($fee_share * paid.amount, least($small_fee, paid.amount / 2))
    and loose.amount - came.amount
        <= greatest($fee_share * loose.amount, least($small_fee, loose.amount / 2))
    and not exists (
        select 1 from decided where kind = 'not-same' and (
            (a, b) in ((paid.id, credit_row), (credit_row, paid.id))
            or (a, b) in ((came.id, debit_row), (debit_row, came.id))))
qualify count(*) over (partition by debit_row) = 1 and count(*) over (partition by paid.id) = 1
    and count(*) over (partition by came.id) = 1;

delete from pair where debit_row in (select debit_row from swapped);

insert into pair
select d.id, c.id, pair_score(d, c, false), $fee
from (
    select debit as a, credit_row as b from swapped union all select debit_row, credit from swapped) as one
join side_row as d on d.id = a join side_row as c on c.id = b;

delete from open_row where id in (select debit from swapped union all select credit from swapped);
