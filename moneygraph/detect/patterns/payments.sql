-- Payments between accounts that can be in a shape; ids are in the order of time.
select id, ts, credit_ts, from_account as payer, to_account as payee, amount, to_amount,
    enum_code(currency) as paid, enum_code(to_currency) as received
from transfer
where kind in ('transfer', 'abroad', 'other') and not own and from_account <> to_account
    and amount > 0 and to_amount > 0
