-- Fills the table `uneven` from the transfers.
insert into uneven
select id, amount, to_amount, id in (select transfer from ({fees}) as fee)
from transfer
where amount <> to_amount and amount > 0
order by id
