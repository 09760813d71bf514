-- The transfers that the labels name by their ids.
select n.label, t.id
from (select unnest($1::bigint[]) as label, unnest($2::bigint[]) as id) as n
join transfer as t on t.id = n.id
order by all
