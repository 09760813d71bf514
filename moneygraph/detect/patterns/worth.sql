-- What a currency is worth beside the one most used, by the exchanges in the case: the natural
-- logarithm of how many of its units one unit of the other buys.
with common as (
    select currency from transfer group by currency order by count(*) desc, currency limit 1)
select enum_code(currency), cast(0 as double) from common
union all
select enum_code(case when t.currency = c.currency then t.to_currency else t.currency end),
    median(case when t.currency = c.currency then ln(t.to_amount) - ln(t.amount)
        else ln(t.amount) - ln(t.to_amount) end)
from transfer as t join common as c on (t.currency = c.currency) <> (t.to_currency = c.currency)
where t.amount > 0 and t.to_amount > 0
group by 1
