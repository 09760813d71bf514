-- Every account: the party behind it, and what it is to those it deals with. One text for both
-- engines, but for the numbers.

-- name: kinds
select a.id, p.owner_key,
    a.kind in ('person', 'unknown', 'abroad') as pays,
    a.kind in ('person', 'unknown') and a.number not like '?%' as is_person,
    a.kind not in ('merchant', 'state', 'loan desk') as receives,
    a.kind in ('merchant', 'state', 'company', 'acquirer', 'loan desk') as serves,
    a.kind in ('company', 'state') as employs,
    a.kind in ('company', 'acquirer') as is_firm,
    a.kind in ('exchange', 'cash', 'abroad') or t.account is not null as is_exit
from account as a
join party as p on p.id = a.id
left join trader as t on t.account = a.id

-- name: numbered
-- The same with a number for each party. `closed`: money does not travel on from the account.
select k.id, dense_rank() over (order by k.owner_key) - 1 as owner,
    a.kind in (select unnest($1::varchar[])) or t.account is not null
        or (a.kind = 'unknown' and a.number like '?%') as closed,
    k.* exclude (id, owner_key)
from ({kinds}) as k
join account as a on a.id = k.id
left join trader as t on t.account = k.id
order by k.id
