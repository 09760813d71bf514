-- The transfers of the rows that the labels name.
select distinct n.label, f.transfer
from (select unnest($1::bigint[]) as label, unnest($2::bigint[]) as row) as n
join fate as f on f.row = n.row
where f.transfer is not null
order by all
