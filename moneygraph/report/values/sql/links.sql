-- What accounts share with others: each value, by how many accounts it is shared, and with which,
-- unless these are more than $most.
with held as (
    select distinct account, kind, value from link where row not in (select row from duplicate)),
own as (select * from held where account in (select unnest($accounts::integer[]))),
shared as (
    select own.account, own.kind, own.value, count(*) as shared_by
    from own join held using (kind, value) group by own.account, own.kind, own.value),
other as (
    select s.account, s.kind, s.value,
        list({number: n.number, owner: a.owner, name: a.name} order by n.number) as accounts
    from shared as s
    join held as h on h.kind = s.kind and h.value = s.value and h.account <> s.account
    join number as n on n.id = h.account
    left join account as a on a.id = h.account
    where s.shared_by <= $most
    group by s.account, s.kind, s.value)
select n.number as account, s.kind, s.value, s.shared_by,
    case when s.shared_by <= $most then coalesce(o.accounts, []) end as accounts
from shared as s
join number as n on n.id = s.account
left join other as o on o.account = s.account and o.kind = s.kind and o.value = s.value
order by n.number, s.kind, s.value
