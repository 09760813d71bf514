-- What came in and went out, by currency.
with sides as (
    select to_currency as currency, to_amount as received, null::bigint as sent,
        credit_ts as moment from transfer where to_account = $id
    union all
    select currency, null, amount, ts from transfer where from_account = $id)
select currency, count(received) as credits, coalesce(sum(received), 0)::hugeint as received,
    count(sent) as debits, coalesce(sum(sent), 0)::hugeint as sent,
    min(moment) as first_ts, max(moment) as last_ts
from sides group by currency order by credits + debits desc, currency
