-- The transfers that are proven to pay on money of an earlier one, by that one and in the order of
-- time: those that give it back, and what an acquirer received and paid on, where both have one
-- reference and one sum that no other payment of it has, within ten minutes. What is paid on, what the earlier one credited and what the later one debits, all in one currency.
-- Where the earlier one was exchanged on the way, the amount is converted at its rate, rounded
-- down. A transfer that was made before the money came is no refund of it.
with side as (
    select t.id, t.to_account as account, true as came, t.to_amount as amount,
        t.to_currency as currency, t.credit_ts as ts, t.debit_row, t.credit_row
    from transfer as t join account as a on a.id = t.to_account and a.kind = 'acquirer'
    where not t.credit_day_only
    union all
    select t.id, t.from_account, false, t.amount, t.currency, t.ts, t.debit_row, t.credit_row
    from transfer as t join account as a on a.id = t.from_account and a.kind = 'acquirer'
    where not t.day_only),
referenced as (
    select s.*, coalesce(d.reference, c.reference) as reference
    from side as s
    left join row_codes as d on d.id = s.debit_row
    left join row_codes as c on c.id = s.credit_row),
passed_on as (
    select any_value(id) filter (not came) as transfer, any_value(id) filter (came) as reverses, amount
    from referenced where reference is not null
    group by account, currency, amount, reference
    having count(*) = 2 and count(*) filter (came) = 1
        and any_value(ts) filter (not came) - any_value(ts) filter (came)
            between interval 0 minute and interval 10 minute)
select i.id, o.id,
    case when i.currency = i.to_currency or i.amount = 0 then r.amount
        else r.amount::hugeint * i.to_amount // i.amount end as amount,
    i.to_amount, o.amount
from (
    select transfer, reverses, sum(amount)::bigint as amount
    from (select transfer, reverses, amount from reversal union all from passed_on)
    group by transfer, reverses) as r
join transfer as i on i.id = r.reverses
join transfer as o on o.id = r.transfer
where i.to_currency = o.currency and i.id <> o.id
    and case when i.credit_day_only or o.day_only then i.credit_ts::date <= o.ts::date
        else i.credit_ts <= o.ts end
order by i.id, o.ts, o.id
