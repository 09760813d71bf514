-- Writes what the rows were given, or why they were given nothing though something fits.
insert into claim
select given.row, asked.number, given.transfer, fit.amount, (fit.score / 100)::float,
    given.reason, given.detail
from (
    select unnest($rows::bigint[]) as row, unnest($transfers::integer[]) as transfer,
        unnest($reasons::varchar[]) as reason, unnest($details::varchar[]) as detail) as given
join asked on asked.row = given.row
left join fit on fit.wish = asked.wish and fit.transfer = given.transfer;
