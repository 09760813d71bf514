-- Of what each account received from others, the share that it passed on to others within a day.
-- Transfers between accounts of one owner are neither.
with received as (
    select to_account as account, sum(to_amount) as amount
    from transfer where not own group by to_account),

passed as (
    select h.account, sum(h.amount) as amount
    from hop_lifo as h
    join transfer as i on i.id = h.in_transfer
    join transfer as o on o.id = h.out_transfer
    where h.dwell_s <= 86400 and not i.own and not o.own
    group by h.account)

select a.number, p.amount / cast(r.amount as double) as share
from passed as p
join received as r using (account)
join account as a on a.id = p.account
where r.amount > 0
