-- The order of movements within a tie, a moment of an account (a day, where a time of day is
-- missing) with several of them: that of the rows, if each balance stated in them follows from the
-- one before, downwards or upwards. A tie with a row that states no balance stays unproved.

create or replace temp table balance_after as
select id as row, false as credit, from_balance as balance from stated_balance
where from_balance is not null
union all
select id, true, to_balance from stated_balance where to_balance is not null;

create or replace temp table movement as
with side as (
    select id as transfer, false as credit, from_account as account, currency, ts as seen,
        day_only as days, -amount as change, debit_row as own_row, credit_row as other_row
    from transfer where (from_account, currency) is distinct from (to_account, to_currency)
    union all
    select id, true, to_account, to_currency, credit_ts, credit_day_only, to_amount,
        credit_row, debit_row
    from transfer where (from_account, currency) is distinct from (to_account, to_currency)),
stated as (
    select s.*, coalesce(own.balance, other.balance) as balance,
        case when own.row is not null then own.row else other.row end as row
    from side as s
    left join balance_after as own on own.row = s.own_row and own.credit = s.credit
    left join balance_after as other on other.row = s.other_row and other.credit = s.credit),
moment as (
    select *, case when bool_or(days) over (partition by account, currency, seen::date)
        then date_trunc('day', seen) else seen end as moment
    from stated
    where (account, currency) in (select (account, currency) from stated where row is not null))
select * exclude (days, own_row, other_row), epoch_us(seen) as us,
    count(*) over same as movements,
    count(row) over same = count(*) over same
        and min(row // 4294967296) over same = max(row // 4294967296) over same as complete
from moment
window same as (partition by account, currency, moment);

-- most statements run one way: it decides where a moment's balances would allow both
create or replace temp table way as
select account, currency, row // 4294967296 as file,
    count(*) filter (us > before) >= count(*) filter (us < before) as down
from (
    select *, lag(us) over (
        partition by account, currency, row // 4294967296 order by row) as before
    from movement where row is not null)
group by all;

create or replace temp table tie as
with neighbour as (
    select *, lag(balance) over same as above, lead(balance) over same as below
    from movement where complete and movements > 1
    window same as (partition by account, currency, moment order by row)),
proof as (
    select account, currency, moment, min(row // 4294967296) as file,
        bool_and(coalesce(balance - change = above, true)) as down,
        bool_and(coalesce(balance - change = below, true)) as up
    from neighbour group by account, currency, moment)
select proof.account, proof.currency, proof.moment, proof.down and (way.down or not proof.up) as down,
    row_number() over (order by proof.account, proof.currency, proof.moment)::integer as tie
from proof join way using (account, currency, file)
where proof.down or proof.up;

insert into proved
select m.transfer, m.credit, t.tie,
    row_number() over (partition by t.tie order by case when t.down then m.row else -m.row end)
from movement as m join tie as t using (account, currency, moment)
order by t.tie, m.transfer, m.credit;

-- the balance of an account before its first movement, where the row of that states a balance
insert into opening
with first as (
    select m.account, m.currency, m.balance - m.change as amount
    from movement as m
    left join proved as p on p.transfer = m.transfer and p.credit = m.credit
    where m.complete and (m.movements = 1 or p.position = 1)
        and m.moment = (
            select min(o.moment) from movement as o
            where o.account = m.account and o.currency = m.currency))
select account, currency, amount from first order by account, currency;
