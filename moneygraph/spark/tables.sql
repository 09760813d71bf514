-- What queries read on Spark, as they read it in a case: see store/schema.sql and detect/views.sql. An
-- account's id is its number, a transfer's its number in the order of time.

-- name: functions
create or replace temporary function seconds_between(earlier timestamp_ntz, later timestamp_ntz)
returns double
return (unix_micros(cast(later as timestamp)) - unix_micros(cast(earlier as timestamp))) / 1e6;
create or replace temporary function array_of(text string)
returns array<string>
return case when text = '' then cast(array() as array<string>) else split(text, chr(31)) end;

-- name: accounts
-- Every account of a transfer, also one that the table of accounts lacks.
select * from known_account
union all
select n.number as id, n.number, cast(null as string) as bank, cast(null as string) as owner,
    cast(null as string) as name, 'unknown' as kind, cast(null as date) as covered_from,
    cast(null as date) as covered_to
from (
    select from_account as number from read_transfer union select to_account from read_transfer) as n
left anti join known_account as k on k.number = n.number;

-- name: transfers
-- `own` is stated, or both accounts have one owner.
select t.* except (own), coalesce(t.own, f.owner = g.owner, false) as own
from read_transfer as t
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account;

-- name: given_back
-- How much of each transfer was given back, or gives back: as detect/counted.sql. Products have 38 digits.
with paid as (
    select reverses as id, sum(amount) as amount from case_reversal group by reverses),
back as (
    select transfer as id, sum(amount) as amount from case_reversal group by transfer),
part as (
    select t.id, p.amount,
        case when p.amount >= t.amount then t.to_amount
            else cast(p.amount as decimal(19)) * cast(t.to_amount as decimal(19)) div t.amount end
            as to_amount
    from paid as p join whole_transfer as t on t.id = p.id
    union all
    select t.id,
        case when b.amount >= t.to_amount then t.amount
            else cast(b.amount as decimal(19)) * cast(t.amount as decimal(19)) div t.to_amount end,
        b.amount
    from back as b join whole_transfer as t on t.id = b.id)
select p.id, sum(p.amount) as amount, sum(p.to_amount) as to_amount,
    sum(p.amount) >= any_value(t.amount) or sum(p.to_amount) >= any_value(t.to_amount) as reversed
from part as p join whole_transfer as t on t.id = p.id
group by p.id;

-- name: net
select t.* except (amount, to_amount), t.amount - coalesce(g.amount, 0) as amount,
    t.to_amount - coalesce(g.to_amount, 0) as to_amount
from whole_transfer as t left join given_back as g on g.id = t.id
where g.reversed is distinct from true;

-- name: empty
-- What a query may read and Spark does not make: a model's scores.
select cast(null as string) as account, cast(null as double) as score,
    cast(null as map<string, double>) as points
where false;

-- name: no_reversal
select cast(null as bigint) as transfer, cast(null as bigint) as reverses, cast(0 as bigint) as amount
where false;

-- name: no_link
select cast(null as string) as account, cast(null as string) as kind, cast(null as string) as value
where false;

-- name: closed
-- Accounts from which money does not travel on.
select id from account
where array_contains(:terminals, kind) or (kind = 'unknown' and number like '?%')
union
select account from trader;
