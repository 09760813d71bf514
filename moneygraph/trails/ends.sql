-- What no hop takes on, told by account. $1: the money was traced back, to where it came from.
-- `walked_rest` says how much of which transfer, `touched` holds the transfers.
with rest as (
    select w.amount, w.hops, t.kind,
        case when $1 then t.from_account else t.to_account end as account,
        case when $1 then t.ts else t.credit_ts end as ts
    from walked_rest as w join touched as t on t.id = w.transfer),
named as (
    select r.amount, r.hops, r.ts, a.number, a.bank, a.owner, a.name,
        case
        when a.kind in ('exchange', 'cash', 'abroad') then a.kind
        when a.id in (select account from trader) then 'p2p'
        when a.kind = 'loan desk' then if($1, 'loan', 'spent')
        when a.kind in ('merchant', 'state') then if($1, 'income', 'spent')
        when $1 and r.kind = 'loan' then 'loan'
        when exists (
            select 1 from cover as c
            where c.account = a.id and r.ts::date between c.first_day and c.last_day)
            then if($1, 'opening', 'held')
        else 'unseen' end as place
    from rest as r join account as a on a.id = r.account)
select place, number, bank, owner, name, sum(amount), min(hops), min(ts), max(ts)
from named
group by place, number, bank, owner, name
order by sum(amount) desc, number, place
