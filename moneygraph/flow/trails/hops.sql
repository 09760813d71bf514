-- The hops of a walk: `walked_hop` has their transfers and amounts, `touched` those transfers.
with side as (
    select h.*, i.to_account as account, i.credit_ts, o.ts,
        o.day_only or i.credit_day_only as days,
        -- where trails end, a hop is there only where it is proven
        list_contains($terminals, c.kind) or (c.kind = 'unknown' and starts_with(c.number, '?'))
            or c.id in (select account from trader) as is_proven
    from walked_hop as h
    join touched as i on i.id = h.in_transfer
    join touched as o on o.id = h.out_transfer
    join account as c on c.id = i.to_account)
select h.in_transfer, h.out_transfer, a.number, h.amount,
    greatest(0, epoch_us(h.ts) - epoch_us(h.credit_ts)) // 1000000 as dwell_s,
    -- the account's own statement must hold both sides
    not h.is_proven and (not exists (
        select 1 from cover as c
        where c.account = h.account and h.credit_ts::date between c.first_day and c.last_day)
    or not exists (
        select 1 from cover as c
        where c.account = h.account and h.ts::date between c.first_day and c.last_day))
        as uncovered,
    -- one moment, or one day where a time of day is missing, and no balances prove the order
    case when h.days then h.ts::date = h.credit_ts::date else h.ts = h.credit_ts end
        and p.tie is null and not h.is_proven as tied
from side as h join account as a on a.id = h.account
left join proved as p on p.transfer = h.in_transfer and p.credit
order by h.in_transfer, h.out_transfer
