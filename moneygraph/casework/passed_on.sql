-- Of the accounts $1 (numbers), which pass strangers' money on: to which accounts of people, none of
-- whose statements are held, they sent what came within a week before, and how much of it. Both are
-- judged as the grade is that queries/droppers.sql gives. $2 is a currency, null for all.
select r.bank, r.number, r.name, r.owner, min(o.credit_ts), max(o.credit_ts),
    sum(h.amount)::bigint as amount, o.currency::varchar as currency,
    list(distinct p.number order by p.number) as payers
from hop as h
join received_transfer as i on i.id = h.in_transfer
join paid_transfer as o on o.id = h.out_transfer
join account as p on p.id = o.from_account
join account as r on r.id = o.to_account
where p.number in (select unnest($1::varchar[]))
    and h.dwell_s <= 604800
    and o.kind not in ('cash_out', 'abroad')
    and r.covered_from is null and r.kind in ('person', 'unknown')
    and r.id not in (select account from trader)
    and ($2 is null or o.currency::varchar = $2)
group by r.bank, r.number, r.name, r.owner, o.currency
order by r.bank nulls last, amount desc, r.number, currency
