-- What queries and features read in place of the tables of a case, where money was given back: as if
-- what was given back had never been paid. `case_` stands for the case's own catalog.

-- name: given_back
-- How much of each transfer was given back, or gives back: of what was debited and of what was
-- credited. `reversed`: all of it.
create or replace temp table given_back as
with paid as (
    select reverses as id, sum(amount)::bigint as amount from case_.reversal group by reverses),
back as (
    select transfer as id, sum(amount)::bigint as amount from case_.reversal group by transfer),
part as (
    select t.id, p.amount,
        case when p.amount >= t.amount then t.to_amount
            else p.amount::hugeint * t.to_amount // t.amount end as to_amount
    from paid as p join case_.transfer as t using (id)
    union all
    select t.id,
        case when b.amount >= t.to_amount then t.amount
            else b.amount::hugeint * t.amount // t.to_amount end,
        b.amount
    from back as b join case_.transfer as t using (id))
select p.id, sum(p.amount)::bigint as amount, sum(p.to_amount)::bigint as to_amount,
    sum(p.amount) >= any_value(t.amount) or sum(p.to_amount) >= any_value(t.to_amount) as reversed
from part as p join case_.transfer as t using (id) group by p.id;

-- name: net
create or replace temp view transfer as
select t.* replace (
    t.amount - coalesce(g.amount, 0) as amount, t.to_amount - coalesce(g.to_amount, 0) as to_amount)
from case_.transfer as t left join given_back as g using (id)
where g.reversed is distinct from true;

create or replace temp view reversal as select * from case_.reversal where false;

create or replace temp view proved as
select * from case_.proved where transfer in (select id from transfer);

create or replace temp view hop_lifo as select * from case_.net_hop;

-- name: whole
drop view temp.hop_lifo;
drop view temp.proved;
drop view temp.reversal;
drop view temp.transfer
