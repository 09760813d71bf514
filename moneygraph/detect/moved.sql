-- What left among these transfers for others; the loans themselves did not.
select id, amount, currency::varchar from transfer
where id in (select unnest($1::integer[])) and kind <> 'loan' and not own and amount > 0
order by id
