-- name: ties
-- Accounts of $accounts that are tied: one passed stolen money to the other, one payer's stolen
-- money went to both, they share a phone or device that at most $link_most accounts have, or an
-- owner.
with chosen as (
    select id, number, owner from account where number in (select unnest($accounts::varchar[]))),
moved as (
    select distinct t.from_account, t.to_account, coalesce(p.owner, p.number) as payer
    from stolen as s
    join transfer as t on t.id = s.transfer
    join account as p on p.id = t.from_account
    where t.to_account in (select id from chosen)),
shared as (
    select kind, value from link where kind in ('phone', 'device')
    group by all having count(distinct account) between 2 and $link_most),
holding as (
    select distinct l.account as id, l.kind || ':' || l.value as mark from link as l
    join shared as s on s.kind = l.kind and s.value = l.value
    where l.account in (select id from chosen)),
marked as (
    select to_account as id, 'payer ' || payer as mark from moved
    union all
    select id, mark from holding
    union all
    select id, 'owner ' || owner from chosen where owner is not null),
-- each with the first of its mark is enough to hold a group together
hubbed as (select id, min(id) over (partition by mark) as other from marked)
select distinct a.number as one, b.number as other
from (
    select id, other from hubbed where id <> other
    union all
    select from_account, to_account from moved where from_account in (select id from chosen)) as t
join chosen as a on a.id = t.id
join chosen as b on b.id = t.other
order by all;

-- name: amounts
-- Stolen money that came to each ring from outside it, by currency: $rings are lists of accounts.
select place, currency, sum(amount) as amount from (
    select distinct m.place, t.id, t.currency, s.amount
    from stolen as s
    join transfer as t on t.id = s.transfer
    join ring_member as m on m.id = t.to_account
    left join ring_member as f on f.id = t.from_account and f.place = m.place
    where f.id is null)
group by all order by all;

-- name: members
-- The accounts of each ring, by its place in the list.
create or replace temp table ring_member as
select r.place, a.id, a.number, a.owner
from (
    select unnest(members) as number, place
    from (select unnest($rings::varchar[][]) as members, unnest($places::integer[]) as place)) as r
join account as a on a.number = r.number;

-- name: sums
-- Of each ring: its people, who paid it stolen money from outside, when, and how many of its
-- accounts share a phone or device among themselves.
with came as (
    select m.place, t.ts, coalesce(p.owner, p.number) as payer
    from stolen as s
    join transfer as t on t.id = s.transfer
    join ring_member as m on m.id = t.to_account
    join account as p on p.id = t.from_account
    left join ring_member as f on f.id = t.from_account and f.place = m.place
    where f.id is null),
paid as (
    select place, count(distinct payer) as payers, min(ts) as first_ts, max(ts) as last_ts
    from came group by place),
held as (
    select distinct m.place, m.id, l.kind, l.value
    from link as l join ring_member as m on m.id = l.account
    where l.kind in ('phone', 'device')),
sharing as (
    select place, count(distinct id) as sharing
    from (select *, count(*) over (partition by place, kind, value) as n from held)
    where n > 1 group by place)
select m.place, count(distinct coalesce(m.owner, m.number)) as people,
    coalesce(any_value(p.payers), 0) as payers, any_value(p.first_ts) as first_ts,
    any_value(p.last_ts) as last_ts, coalesce(any_value(h.sharing), 0) as sharing
from ring_member as m
left join paid as p on p.place = m.place
left join sharing as h on h.place = m.place
group by m.place order by m.place
