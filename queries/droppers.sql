-- title = "Accounts that pass strangers' money on"
-- finds = "Accounts that other people pay and that soon send it on to somebody else, to an exchange, to cash or abroad; and accounts on which money lies that is traced to loans that left at once."
-- innocent = "A small seller who pays suppliers, a parent who collects for the class, a relative who helps with a payment, a peer-to-peer trader. They deal with the money slowly, in equal sums, or pay one firm."
-- min_score = 0.5
--
-- [param.within]
-- default = "24h"
-- unit = "duration"
-- about = "how soon money must leave again to count as passed on"
-- [param.min_amount]
-- default = "50000"
-- unit = "money"
-- about = "received from strangers, at the least"
-- [param.fresh]
-- default = "3d"
-- unit = "duration"
-- about = "an account is fresh when its first movement we see is no earlier than this before"
-- [param.link_most]
-- default = "20"
-- unit = "count"
-- about = "a phone or device that more accounts share than this says nothing"
--
-- [columns]
-- account = "text"
-- owner = "text"
-- bank = "text"
-- received = "money"
-- passed_on = "money"
-- senders = "count"
-- median_dwell_s = "duration"
-- held = "money"

with receiving as (
    select t.to_account as account, t.id, t.to_amount as amount, t.from_account, t.credit_ts
    from transfer as t
    join account as a on a.id = t.to_account
    join account as f on f.id = t.from_account
    where not t.own and t.kind in ('transfer', 'abroad', 'other', 'reversal')
        and a.kind in ('person', 'company', 'unknown') and a.number not like '?%'
        and f.kind in ('person', 'unknown', 'abroad')
        and a.id not in (select account from trader)),

received as (
    select r.account, sum(r.amount) as amount, count(distinct f.owner_key) as senders
    from receiving as r
    join party as f on f.id = r.from_account
    group by r.account
    having sum(r.amount) >= greatest($min_amount, 1)),

-- what of it left soon for somebody else than a shop
quick as (
    select h.account, h.in_transfer, h.out_transfer, h.amount, h.dwell_s, o.to_account, o.kind,
        p.kind as to_kind, p.owner_key as receiver
    from hop as h
    join receiving as r on r.id = h.in_transfer
    join transfer as o on o.id = h.out_transfer
    join party as p on p.id = o.to_account
    where h.dwell_s <= $within and not o.own
        and o.kind in ('transfer', 'cash_out', 'abroad', 'other')
        and p.kind not in ('merchant', 'state', 'loan desk')),

passed as (
    select account, sum(amount) as amount, cast(median(dwell_s) as bigint) as median_dwell_s,
        count(distinct receiver) as receivers, min(in_transfer) as first_in,
        sum(case when to_kind in ('exchange', 'cash', 'abroad') or kind in ('cash_out', 'abroad')
            or to_account in (select account from trader) then amount else 0 end) as left_amount,
        array_agg(distinct in_transfer) as ins, array_agg(distinct out_transfer) as outs
    from quick
    group by account),

-- other people's accounts that pass money on too and share a phone or a device
shared as (
    select kind, value from link
    where kind in ('phone', 'device')
    group by kind, value
    having count(distinct account) > 1 and count(distinct account) <= $link_most),

linked as (
    select mine.account, count(distinct other.account) as links
    from link as mine
    join shared as s on s.kind = mine.kind and s.value = mine.value
    join link as other on other.kind = s.kind and other.value = s.value
        and other.account <> mine.account
    join passed as p on p.account = other.account and p.amount >= $min_amount
    join party as a on a.id = mine.account
    join party as o on o.id = other.account and o.owner_key <> a.owner_key
    group by mine.account),

-- money traced to loans that left at once (see loan-then-transfer)
stolen_in as (
    select r.account, sum(s.amount) as amount, array_agg(distinct r.id) as ins,
        min(r.credit_ts) as first_ts
    from stolen as s
    join receiving as r on r.id = s.transfer
    group by r.account),

stolen_own as (
    select t.to_account as account, sum(s.amount) as amount
    from stolen as s
    join transfer as t on t.id = s.transfer
    where t.own
    group by t.to_account),

seen as (
    select account, min(ts) as first_ts from (
        select from_account as account, min(ts) as ts from transfer group by from_account
        union all
        select to_account, min(credit_ts) from transfer group by to_account)
    group by account),

measured as (
    select r.account, r.amount as received, coalesce(p.amount, 0) as passed_on, r.senders,
        p.median_dwell_s, p.receivers,
        coalesce(p.amount, 0) / cast(r.amount as double) as passed_share,
        coalesce(p.left_amount, 0) / cast(p.amount as double) as exit_share,
        coalesce(s.amount, 0) as victim_amount,
        coalesce(s.amount, 0) / cast(r.amount as double) as victim_share,
        case when a.covered_from is not null and i.ts <= seen.first_ts + interval '1' second * $fresh
        then cast(extract(epoch from (i.ts - seen.first_ts)) as bigint) end as fresh_s,
        coalesce(p.ins, s.ins) as ins, p.outs, s.ins as stolen_ins, k.links
    from received as r
    join account as a on a.id = r.account
    join seen on seen.account = r.account
    left join passed as p on p.account = r.account
    left join stolen_in as s on s.account = r.account
    left join transfer as i on i.id = p.first_in
    left join linked as k on k.account = r.account),

scored as (
    select *,
        -- how the account behaves, at most 0.6, who else holds it, at most 0.1, and whose money
        -- it was, at most 0.6 more
        least(1.0,
            0.3 * passed_share
            + case when median_dwell_s is null then 0.0 when median_dwell_s <= 3600 then 0.1
                when median_dwell_s <= 21600 then 0.05 else 0.0 end
            + case when fresh_s is not null then 0.1 else 0.0 end
            + 0.1 * coalesce(exit_share, 0) * passed_share
            + least(0.1, 0.05 * coalesce(links, 0))
            + case when victim_amount >= $min_amount
                then 0.35 + 0.25 * least(1.0, victim_share) else 0.0 end) as score
    from measured)

select a.number as account, a.owner, a.bank, s.received, s.passed_on, s.senders,
    s.median_dwell_s, s.received - s.passed_on as held, s.score,
    list_distinct(list_concat(coalesce(s.ins, []), coalesce(s.outs, []), coalesce(s.stolen_ins, [])))
        as transfers,
    case when s.passed_on > 0 then s.passed_share end as i_passed_share,
    s.median_dwell_s as i_median_dwell_s, s.senders as i_senders, s.receivers as i_receivers,
    s.fresh_s as i_fresh_s, case when s.exit_share > 0 then s.exit_share end as i_exit_share,
    case when s.victim_amount > 0 then s.victim_amount end as i_victim_amount,
    s.links as i_links
from scored as s
join account as a on a.id = s.account
