-- The lowest balance below zero that statements state of an account in a currency, and the balance
-- before its first movement, 0 where none is stated.
select l.account, (enum_range(null::currency_code))[l.code + 1]::varchar as currency,
    l.amount as lowest, coalesce(k.amount, 0) as known
from ({lowest}) as l (account, code, amount)
left join ({known}) as k (account, code, amount) on k.account = l.account and k.code = l.code
