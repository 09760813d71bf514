-- Each statement in one row: how it begins and ends, where the bank's balances differ from ours,
-- and the most traced money that stood there at once.
select account, currency, count(*) as movements,
    any_value(opening) as opening, any_value(opening_known) as opening_known,
    arg_max(balance, place) as closing, count(stated) as stated,
    count(*) filter (stated <> balance) as differing,
    arg_min(transfer, place) filter (stated <> balance) as first_differing,
    any_value(traced) as traced, arg_max(stolen, place) as stolen,
    max(stolen) as peak, arg_max(ts, (stolen, -place)) as peak_ts
from statement_row group by account, currency
order by account, movements desc, currency
