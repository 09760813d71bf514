-- The transfers that give back money of an earlier one, by that one and in the order of time: what
-- is given back, what the earlier one credited and what the later one debits, all in one currency.
-- Where the earlier one was exchanged on the way, the amount is converted at its rate, rounded
-- down. A transfer that was made before the money came is no refund of it.
select i.id, o.id,
    case when i.currency = i.to_currency or i.amount = 0 then r.amount
        else r.amount::hugeint * i.to_amount // i.amount end as amount,
    i.to_amount, o.amount
from (
    select transfer, reverses, sum(amount)::bigint as amount from reversal
    group by transfer, reverses) as r
join transfer as i on i.id = r.reverses
join transfer as o on o.id = r.transfer
where i.to_currency = o.currency and i.id <> o.id
    and case when i.credit_day_only or o.day_only then i.credit_ts::date <= o.ts::date
        else i.credit_ts <= o.ts end
order by i.id, o.ts, o.id
