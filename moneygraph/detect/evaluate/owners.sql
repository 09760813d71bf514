-- The owners that the labels name; an account whose owner is not known is its own.
select distinct n.label, coalesce(a.owner, a.number)
from (select unnest($1::bigint[]) as label, unnest($2::varchar[]) as name) as n
join account as a on coalesce(a.owner, a.number) = n.name
order by all
