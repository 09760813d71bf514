-- The accounts that the labels name: the label's index in the file, and the number.
select distinct n.label, a.number
from (select unnest($1::bigint[]) as label, unnest($2::varchar[]) as name) as n
join account as a on a.number = n.name
order by all
