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
    join account as c on c.id = i.to_account),
-- whether the account's own statement holds both sides; by one join, as a trace asks for few hops
watched as (
    select h.in_transfer, h.out_transfer,
        coalesce(bool_or(h.credit_ts::date between c.first_day and c.last_day), false)
        and coalesce(bool_or(h.ts::date between c.first_day and c.last_day), false) as both_sides
    from side as h
    left join cover as c on c.account = h.account
    group by h.in_transfer, h.out_transfer)
select h.in_transfer, h.out_transfer, a.number, h.amount,
    greatest(0, epoch_us(h.ts) - epoch_us(h.credit_ts)) // 1000000 as dwell_s,
    not h.is_proven and not w.both_sides as uncovered,
    -- one moment, or one day where a time of day is missing, and no balances prove the order
    case when h.days then h.ts::date = h.credit_ts::date else h.ts = h.credit_ts end
        and p.tie is null and not h.is_proven as tied
from side as h
join account as a on a.id = h.account
join watched as w on w.in_transfer = h.in_transfer and w.out_transfer = h.out_transfer
left join proved as p on p.transfer = h.in_transfer and p.credit
order by h.in_transfer, h.out_transfer
