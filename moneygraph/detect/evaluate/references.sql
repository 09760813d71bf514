-- The transfers of rows with the references that the labels name.
select distinct n.label, f.transfer
from (select unnest($1::bigint[]) as label, unnest($2::varchar[]) as reference) as n
join row_codes as c on c.reference = n.reference
join fate as f on f.row = c.id
where f.transfer is not null
order by all
