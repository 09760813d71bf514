-- What queries and features read in place of the tables of a case: as if what was given back had never
-- been paid, and what counts in one currency had been paid in it. `case_` stands for the case's own
-- catalog.

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
create or replace temp view net_transfer as
select t.* replace (
    t.amount - coalesce(g.amount, 0) as amount, t.to_amount - coalesce(g.to_amount, 0) as to_amount)
from case_.transfer as t left join given_back as g using (id)
where g.reversed is distinct from true;

create or replace temp view transfer as from net_transfer;

create or replace temp view reversal as select * from case_.reversal where false;

create or replace temp view proved as
select * from case_.proved where transfer in (select id from transfer);

create or replace temp view hop_lifo as select * from case_.net_hop;

-- name: whole
create or replace temp view net_transfer as from case_.transfer;

-- name: converted
-- Only amounts are converted: a row says what currency it was paid in. In a block within another
-- nothing is left to convert.
create or replace temp table low_before as from low;

create or replace temp view low as
select l.* replace (
    in_main(l.lowest, coalesce(w.per_billion, 1000000000)) as lowest,
    in_main(l.known, coalesce(w.per_billion, 1000000000)) as known)
from low_before as l left join known_worth as w on w.currency::varchar = l.currency;

create or replace temp view transfer as
select t.* replace (
    in_main(t.amount, coalesce(p.per_billion, 1000000000)) as amount,
    in_main(t.to_amount, coalesce(r.per_billion, 1000000000)) as to_amount)
from net_transfer as t
left join known_worth as p on p.currency = t.currency
left join known_worth as r on r.currency = t.to_currency;

create or replace temp view worth as from known_worth where false;

-- name: converted_hop
-- The hops of one transfer stay side by side, and add up to no more than it.
create or replace temp view {view} as
select in_transfer, out_transfer, account, until - since as amount, dwell_s, since as in_offset, out_offset
from (
    select h.* replace (in_main(h.out_offset, w.rate) as out_offset),
        in_main(h.in_offset, w.rate) as since, in_main(h.in_offset + h.amount, w.rate) as until
    from case_.{hops} as h
    join (
        select t.id, coalesce(w.per_billion, 1000000000) as rate
        from case_.transfer as t left join known_worth as w on w.currency = t.currency) as w
        on w.id = h.out_transfer)
where until > since;

-- name: converted_stolen
create or replace temp view stolen as
select s.transfer, in_main(s.amount, coalesce(w.per_billion, 1000000000)) as amount
from case_.stolen as s
join case_.transfer as t on t.id = s.transfer
left join known_worth as w on w.currency = t.currency
