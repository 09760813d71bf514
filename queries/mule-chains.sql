-- title = "Chains of accounts that pass money on quickly"
-- finds = "Runs of quick hops: money that goes through two or more people's accounts and stays in none of them for long."
-- innocent = "Family members who lend each other for a purchase; an agent who pays on behalf of a client and is paid by another."
-- min_score = 0.5
-- amounts = "converted"
--
-- [param.within]
-- default = "6h"
-- unit = "duration"
-- about = "longest stay in an account of the chain"
-- [param.min_amount]
-- default = "100000"
-- unit = "money"
-- about = "smallest amount that is followed from hop to hop"
-- [param.share]
-- default = "0.5"
-- unit = "share"
-- about = "part of a payment that must be paid for by the payment before it"
--
-- [columns]
-- accounts = "list"
-- hops = "count"
-- amount = "money"
-- first_ts = "time"
-- last_ts = "time"
-- end = "text"
-- end_account = "text"

with recursive step as (
    -- for each payment the one before it that paid for most of it
    select h.in_transfer, h.out_transfer, a.number, a.owner_key, h.amount, h.dwell_s
    from hop as h
    join transfer as o on o.id = h.out_transfer
    join transfer as i on i.id = h.in_transfer
    join party as a on a.id = h.account
    where h.dwell_s <= $within and h.amount >= $min_amount
        and h.amount >= $share * o.amount
        and i.kind in ('transfer', 'abroad', 'other') and o.kind in ('transfer', 'cash_out', 'abroad', 'other')
        and a.kind in ('person', 'company', 'unknown')
    qualify row_number() over (
        partition by h.out_transfer order by h.amount desc, h.dwell_s, h.in_transfer) = 1),

-- a chain is found from its last payment; one step alone is none
leaf as (
    select * from step as s
    where not exists (select 1 from step as n where n.in_transfer = s.out_transfer)
        and exists (select 1 from step as b where b.out_transfer = s.in_transfer)),

run as (
    select out_transfer as last_out, in_transfer as first_in, amount, 1 as hops,
        array_repeat(number, 1) as accounts, array_repeat(owner_key, 1) as owners,
        array_repeat(in_transfer, 1) || array_repeat(out_transfer, 1) as transfers, dwell_s as longest_s
    from leaf
    union all
    select r.last_out, s.in_transfer, least(r.amount, s.amount), r.hops + 1,
        array_repeat(s.number, 1) || r.accounts, array_repeat(s.owner_key, 1) || r.owners,
        array_repeat(s.in_transfer, 1) || r.transfers,
        greatest(r.longest_s, s.dwell_s)
    from run as r
    join step as s on s.out_transfer = r.first_in
    where not array_contains(r.transfers, s.in_transfer)),

longest as (
    select * from run
    qualify row_number() over (partition by last_out order by hops desc, first_in) = 1),

chain as (
    select l.*, i.ts as first_ts, o.credit_ts as last_ts, i.amount as started, o.to_account,
        coalesce((
            select sum(s.amount) from stolen as s where s.transfer = l.first_in), 0) as victim_amount
    from longest as l
    join transfer as i on i.id = l.first_in
    join transfer as o on o.id = l.last_out
    where l.hops >= 2),

ended as (
    select c.*, p.number as to_number, array_size(array_distinct(c.owners)) as holders,
        case
        when c.to_account in (select account from trader) then 'p2p'
        when p.kind in ('exchange', 'cash', 'abroad') then p.kind
        when p.kind in ('merchant', 'loan desk', 'state') then 'spent'
        when p.covered_from is not null and p.kind <> 'acquirer' then 'held' else 'unseen' end as end_word,
        cast(bround(seconds_between(c.first_ts, c.last_ts)) as bigint) as total_s,
        case when c.longest_s <= 3600 then 10 else 5 end as quick_points,
        p.kind in ('exchange', 'cash', 'abroad')
            or c.to_account in (select account from trader) as is_exit
    from chain as c
    join party as p on p.id = c.to_account
    where array_size(array_distinct(c.owners)) >= 2),

-- card: ended -> scored

select
    s.accounts, s.hops, s.amount, s.first_ts, s.last_ts, s.end_word as "end",
    s.to_number as end_account, s.score, s.transfers, s.card
from scored as s
