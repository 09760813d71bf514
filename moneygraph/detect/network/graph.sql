-- Who is asked, and what passed between them. Each part is made in this order, as a table of its name,
-- on any engine, from `weighed_droppers` (account, begun, points, alike) and `weighed_victims` (payer,
-- the least id of his accounts, episode_no, first_ts, lost, ids, proved, begun, points, alike, seen).
-- Who has fewer points than `$least_points` is not asked; `$begun` are those of an account of which
-- nothing is known.

-- name: network_owner
-- the payments of each owner that say most of whether he is a victim
select a.owner_key as payer, o.begun, o.points, o.lost, o.ids, o.proved, o.seen,
    -- of whom no statement is held, what others' show is what they would show of a dropper
    case when h.owner_key is null then o.points - o.begun else o.alike end as alike
from (
    select *, row_number() over (partition by payer order by points desc, first_ts, episode_no) as place
    from weighed_victims
    where points >= $least_points) as o
join party as a on a.id = o.payer
left join (select distinct owner_key from party where covered_from is not null) as h
    on h.owner_key = a.owner_key
where o.place = 1

-- name: network_paid
-- what they paid to each stranger
select o.payer, t.to_account as account, sum(t.amount) / cast(o.lost as double) as share,
    array_agg(t.id) as transfers
from network_owner as o
join party as p on p.owner_key = o.payer
join transfer as t on t.from_account = p.id
join party as r on r.id = t.to_account
where array_contains(o.ids, t.id) and r.kind in ('person', 'unknown', 'company')
group by o.payer, o.lost, t.to_account

-- name: network_paying
-- and from which accounts they paid it
select distinct o.payer, t.from_account as account
from network_owner as o
join party as p on p.owner_key = o.payer
join transfer as t on t.from_account = p.id
where array_contains(o.ids, t.id)

-- name: network_core
select account from weighed_droppers where points >= $least_points
union
select account from network_paid

-- name: network_passed
-- what each account soon passed on of strangers' money, and to whom
select account, next_account, amount, share, transfers
from (
    select *, amount / cast(sum(amount) over (partition by account) as double) as share
    from (
        select h.account, o.to_account as next_account, sum(h.amount) as amount,
            array_distinct(array_agg(h.in_transfer) || array_agg(h.out_transfer)) as transfers
        from network_core as c
        join hop as h on h.account = c.account
        join received_transfer as i on i.id = h.in_transfer
        join paid_transfer as o on o.id = h.out_transfer
        where h.dwell_s <= 604800
        group by h.account, o.to_account))
join party as r on r.id = next_account
where r.kind in ('person', 'unknown', 'company') and share >= 0.2 and amount >= $min_amount
    and next_account not in (select account from trader)

-- name: network_cashed
-- who paid those who are inferred to sell cryptocurrency
select t.to_account as trader, t.from_account as account
from transfer as t
join trader as d on d.account = t.to_account
where not t.own and t.from_account <> t.to_account and t.kind = 'transfer'
group by t.to_account, t.from_account

-- name: network_tied
-- accounts of several owners that share a phone or a device; each pair once, however much they share
select account, other, min(sharing) as sharing
from (
    select m.account, o.account as other, s.sharing
    from (
        select kind, value, count(distinct account) as sharing
        from link
        where kind in ('phone', 'device')
        group by kind, value
        having count(distinct account) between 2 and $link_most) as s
    join link as m on m.kind = s.kind and m.value = s.value
    join link as o on o.kind = s.kind and o.value = s.value and o.account <> m.account)
join party as a on a.id = account
join party as b on b.id = other and b.owner_key <> a.owner_key
where account in (select account from network_core)
group by account, other

-- name: network_owned
-- accounts of one owner; so many that a number stands for nobody say nothing
select a.id as account, b.id as other
from network_core as c
join account as a on a.id = c.account
join (
    select owner from account
    where owner is not null
    group by owner
    having count(*) <= $link_most) as few on few.owner = a.owner
join account as b on b.owner = a.owner and b.id <> a.id
where a.kind = 'person'

-- name: network_account
-- every account that is asked or named above
select n.account, a.number, a.owner_key, $begun as begun, coalesce(w.points, $begun) as points,
    coalesce(w.alike, 0e0) as alike, a.id in (select account from trader) as is_trader
from (
    select account from network_core
    union select account from network_paying
    union select next_account from network_passed
    union select trader from network_cashed
    union select other from network_tied
    union select other from network_owned) as n
join party as a on a.id = n.account
left join weighed_droppers as w on w.account = n.account
