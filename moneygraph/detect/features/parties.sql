-- Every account: a number for the party behind it, and what it is to those it deals with. `closed`:
-- money does not travel on from it.
select a.id, dense_rank() over (order by p.owner_key) - 1 as owner,
    a.kind in (select unnest($1::varchar[])) or t.account is not null
        or (a.kind = 'unknown' and starts_with(a.number, '?')) as closed,
    a.kind in ('person', 'unknown', 'abroad') as pays,
    a.kind in ('person', 'unknown') and not starts_with(a.number, '?') as is_person,
    a.kind not in ('merchant', 'state', 'loan desk') as receives,
    a.kind in ('merchant', 'state', 'company', 'acquirer', 'loan desk') as serves,
    a.kind in ('company', 'state') as employs,
    a.kind in ('company', 'acquirer') as is_firm,
    a.kind in ('exchange', 'cash', 'abroad') or t.account is not null as is_exit
from account as a
join party as p on p.id = a.id
left join trader as t on t.account = a.id
order by a.id
