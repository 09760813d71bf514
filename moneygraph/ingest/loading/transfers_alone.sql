-- The same as sides.sql and transfers.sql for a case of one section, where no other file can repeat
-- a row or report its other side: each row is a transfer. `line` is the rows with their `position`
-- in the order of time.

delete from transfer;
delete from duplicate;

insert into transfer
select r.position, r.ts, r.ts, r.day_only, r.day_only, r.from_account, r.to_account,
    r.amount, r.currency, r.amount, r.currency,
    r.kind, false, case when r.side is distinct from 'C' then r.id end,
    case when r.side = 'C' then r.id end, null, null
from line as r;

update transfer set to_amount = x.to_amount, to_currency = x.to_currency
from row_exchange as x where x.id = coalesce(debit_row, credit_row);
