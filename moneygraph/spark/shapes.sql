-- Payments of which shapes are made, as detect/patterns/payments.sql, and those who can be in one.

-- name: payments
select t.id, unix_micros(cast(t.ts as timestamp)) as ts, unix_micros(cast(t.credit_ts as timestamp)) as credit_ts,
    t.from_account as payer, t.to_account as payee, t.amount, t.to_amount, t.currency, t.to_currency
from transfer as t
left semi join taking_part as f on f.id = t.from_account
left semi join taking_part as g on g.id = t.to_account
where t.kind in ('transfer', 'abroad', 'other') and not t.own and t.from_account <> t.to_account
    and t.amount > 0 and t.to_amount > 0;

-- name: taking_part
select id from account where kind in ('person', 'company', 'unknown');

-- name: span
select min(unix_micros(cast(ts as timestamp))), max(unix_micros(cast(ts as timestamp))) from transfer;

-- name: first
-- The first payment of each payer to each payee, in the order of time and of ids.
select p.* from payment as p
qualify row_number() over (partition by payer, payee order by ts, id) = 1;

-- name: worth
-- As detect/patterns/worth.sql.
with common as (
    select currency from transfer group by currency order by count(*) desc, currency limit 1)
select currency, cast(0 as double) from common
union all
select case when t.currency = c.currency then t.to_currency else t.currency end,
    median(case when t.currency = c.currency then ln(t.to_amount) - ln(t.amount)
        else ln(t.amount) - ln(t.to_amount) end)
from transfer as t join common as c on (t.currency = c.currency) <> (t.to_currency = c.currency)
where t.amount > 0 and t.to_amount > 0
group by 1;

-- name: are_currencies
select coalesce(bool_or(currency <> to_currency), false) or count(distinct currency) > 1 from transfer
