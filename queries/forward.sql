-- title = "Where money of an account went"
-- finds = "Accounts that money which left one account reached over at most eight quick hops, and how much of it stayed there. What stayed adds up to what left."
-- innocent = "Everybody whom the account paid, and whom they paid: shops, relatives and landlords beside accomplices. It says where money went, not why."
-- min_score = 0.01
--
-- [param.account]
-- unit = "account"
-- about = "number of the account whose money is followed"
-- [param.since]
-- default = "1900-01-01"
-- unit = "since"
-- about = "follow what left no earlier"
-- [param.until]
-- default = "2100-01-01"
-- unit = "until"
-- about = "follow what left no later"
-- [param.within]
-- default = "72h"
-- unit = "duration"
-- about = "longest stay in an account on the way; money that stays longer is not followed on"
-- [param.min_amount]
-- default = "10000"
-- unit = "money"
-- about = "smallest part of the money that is followed from hop to hop"
--
-- [columns]
-- account = "text"
-- owner = "text"
-- name = "text"
-- bank = "text"
-- amount = "money"
-- stayed = "money"
-- currency = "text"
-- hops = "count"
-- first_ts = "time"
-- last_ts = "time"

with recursive piece as (
    -- tiyn [lo, hi) of what a transfer debited; at first all that left
    select t.id as transfer, t.to_account as account, case when false then t.to_account end as via,
        cast(0 as bigint) as lo, t.amount as hi, 0 as hops, cast(t.currency as string) as currency
    from transfer as t
    join account as a on a.id = t.from_account
    where a.number = $account and t.to_account <> t.from_account and t.amount > 0
        and t.ts >= cast($since as timestamp) and t.ts <= cast($until as timestamp)
    union all
    -- the tiyn that a hop takes on; money that was exchanged or came back is not followed, and
    -- a fee that was deducted on the way counts as what stayed there
    select h.out_transfer, o.to_account, h.account,
        greatest(p.lo, h.in_offset) - h.in_offset + h.out_offset,
        least(p.hi, h.in_offset + h.amount) - h.in_offset + h.out_offset, p.hops + 1, p.currency
    from piece as p
    join transfer as i on i.id = p.transfer
        and i.to_amount <= i.amount and i.currency = i.to_currency
    join hop as h on h.in_transfer = p.transfer and h.dwell_s <= $within
    join transfer as o on o.id = h.out_transfer
    join account as a on a.id = h.account and a.number <> $account
    where p.hops < 8
        and least(p.hi, h.in_offset + h.amount) - greatest(p.lo, h.in_offset)
            >= greatest($min_amount, 1)),

came as (
    select p.account, p.currency, sum(p.hi - p.lo) as amount, min(p.hops) as hops,
        min(t.credit_ts) as first_ts, max(t.credit_ts) as last_ts,
        array_agg(distinct p.transfer) as transfers
    from piece as p
    join transfer as t on t.id = p.transfer
    group by p.account, p.currency),

went as (
    select via as account, currency, sum(hi - lo) as amount
    from piece
    where via is not null
    group by via, currency),

left_all as (
    select currency, sum(hi - lo) as amount from piece where hops = 0 group by currency),

reached as (
    select c.*, c.amount - coalesce(w.amount, 0) as stayed,
        c.amount / cast(l.amount as double) as came_share,
        least(1.0, c.amount / cast(l.amount as double)) as score_share
    from came as c
    join left_all as l on l.currency = c.currency
    left join went as w on w.account = c.account and w.currency = c.currency),

-- card: reached -> scored

select a.number as account, a.owner, a.name, a.bank, s.amount, s.stayed, s.currency, s.hops,
    s.first_ts, s.last_ts, s.score, s.transfers, s.card
from scored as s
join account as a on a.id = s.account
