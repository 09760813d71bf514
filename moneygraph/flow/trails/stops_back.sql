-- What the payer's bank lent (3) of what was paid. It is the newest money of the account: under lifo
-- it pays the first tiyn, under fifo the last.
select t.id, if($rule = 'lifo', 0, t.amount - o.amount) as lo,
    if($rule = 'lifo', o.amount, t.amount) as hi, 3 as word
from overdraft as o join transfer as t on t.id = o.transfer
where not o.repaid
order by t.id
