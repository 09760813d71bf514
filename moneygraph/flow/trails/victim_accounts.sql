-- The accounts of victims, by the number of the victim: money of theirs that comes back to one of them
-- is returned. `$names` are the victims in order. Lenders, exchanges and the like are nobody's own.

-- name: of_complaints
-- The account that the money left or that the complaint states, unless it is known to be another
-- person's, and all accounts of that person.
with chosen as (
    select unnest($names::varchar[]) as complaint, unnest(range(len($names)))::integer as victim),
stated as (
    select distinct c.victim, k.victim as owner, k.account as number, t.from_account
    from chosen as c
    join claim as m on m.complaint = c.complaint
    join complaint as k on k.row = m.row
    join transfer as t on t.id = m.transfer),
person as (
    select id, number, owner, kind from account
    where kind not in ('exchange', 'cash', 'loan desk', 'abroad', 'state') and number <> '?'),
candidate as (
    select s.victim, s.owner as stated_owner, a.id, a.owner, a.kind, true as paid
    from stated as s join person as a on a.id = s.from_account
    union
    select s.victim, s.owner, a.id, a.owner, a.kind, false
    from stated as s join person as a on a.number = s.number),
direct as (
    select victim, id as account, case when kind = 'person' then owner end as owner
    from candidate
    where owner is null or stated_owner is null or owner = stated_owner
        or (paid and stated_owner not in (select owner from holder)
            and stated_owner not in (select owner from account where owner is not null))),
people as (
    select victim, owner from stated where owner is not null
    union
    select victim, owner from direct where owner is not null)
select victim, account from direct
union
select p.victim, h.account from people as p join holder as h on h.owner = p.owner and h.counts
union
select p.victim, a.id from people as p join account as a on a.owner = p.owner
order by victim, account

-- name: of_owners
with chosen as (
    select unnest($names::varchar[]) as owner, unnest(range(len($names)))::integer as victim)
select c.victim, h.account from chosen as c join holder as h on h.owner = c.owner and h.counts
union
select c.victim, a.id from chosen as c join account as a on a.owner = c.owner
order by victim, account
