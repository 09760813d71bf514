-- name: candidates
-- Debits and credits between the same two accounts that are left without their other side, and
-- differ by a fee on the way or are in two currencies. They are a pair only where neither row could
-- be of another one. `rate` has what a unit of each currency can be worth in tenge.

-- Rows that can be of such a pair: of two accounts that are left with both sides (or with two
-- currencies, where a bank writes one row for both).
create or replace temp table left_row as
select * from open_row where from_account is not null and to_account is not null
union all
select * from side_row
where side = 2 and from_account is not null and to_account is not null
    and id not in (select debit_row from pair union all select credit_row from pair)
    and (select min(currency) <> max(currency) from side_row);

create or replace temp table lone_row as
with between as (
    select from_account, to_account from left_row
    group by all
    having count(*) > 1 and (min(side) <> max(side) or max(side) = 2)
        and (min(amount) <> max(amount) or min(currency) <> max(currency)))
select s.*, unnest([epoch(moment)::bigint // 86400,
    100000 + (epoch(moment)::bigint + 43200) // 86400]) as day
from left_row as s join between using (from_account, to_account);

-- name: pair
-- of one day or night; where very many rows are left, which belongs to which is anybody's guess
create or replace temp table lone_group as
select from_account, to_account, day from lone_row
group by all
having count(*) between 2 and 50 and (min(side) <> max(side) or max(side) = 2)
    and (min(amount) <> max(amount) or min(currency) <> max(currency));

create or replace temp table two as
with near as (
    select lone_row.* from lone_row join lone_group using (from_account, to_account, day))
select distinct d.id as a, c.id as b, d.amount as paid, d.currency as paid_currency,
    c.amount as received, c.currency as received_currency, d.moment, d.side = 2 as is_alone
from near as d join near as c using (from_account, to_account, day)
where d.id <> c.id and not exists (
        select 1 from decided where kind = 'not-same' and (a, b) in ((d.id, c.id), (c.id, d.id)))
    -- the sides of one transfer; or a bank that writes one row for both writes two for a conversion
    and case when d.side = 2 and c.side = 2
        then d.source = c.source and d.source > 0 and d.currency <> c.currency
            and d.position < c.position
        else d.side in (0, 2) and c.side in (1, 2) end
    and case when d.day_only or c.day_only then d.moment::date = c.moment::date
        else abs(epoch(c.moment) - epoch(d.moment)) <= $within end;

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

-- of two rows of one bank the payer's is the one in the currency that the payer's account moves
create or replace temp table moved as
with payer as (
    select distinct from_account as account from lone_row where id in (select a from likely where is_alone))
select account, currency, count(*) as times
from (
    select from_account as account, currency from row_base
    where from_account in (select account from payer) and id not in (select a from likely union all select b from likely)
    union all
    select to_account, currency from row_base
    where to_account in (select account from payer) and id not in (select a from likely union all select b from likely))
group by all;

create or replace temp table turned as
select likely.a, likely.b
from moved join (
    select likely.*, lone_row.from_account as account, lone_row.currency as paid_in
    from lone_row join likely on likely.a = lone_row.id where is_alone) as likely
using (account)
group by likely.a, likely.b, paid_in
having sum(times) filter (moved.currency <> paid_in) > coalesce(sum(times) filter (moved.currency = paid_in), 0);

create or replace temp table found_pair as
select case when turned.a is null then likely.a else likely.b end as debit,
    case when turned.a is null then likely.b else likely.a end as credit, number
from likely left join turned using (a, b)
where likely.a in (select x from (select a as x from likely union all select b from likely) group by x having count(*) = 1)
    and likely.b in (select x from (select a as x from likely union all select b from likely) group by x having count(*) = 1);

insert into pair
select d.id, c.id, pair_score(d, c, false), number
from (select distinct * exclude (day) from lone_row) as d
join found_pair on found_pair.debit = d.id
join (select distinct * exclude (day) from lone_row) as c on c.id = found_pair.credit;

delete from open_row where id in (select debit from found_pair union all select credit from found_pair);
