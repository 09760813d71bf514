-- title = "Owners whose accounts together pass strangers' money on"
-- finds = "People with several accounts, and phones and devices that serve several people's accounts, that strangers pay and from which it soon goes to others, to an exchange, to cash or abroad, even where each account does it once; with all accounts that belong to them, the quiet ones too."
-- innocent = "Somebody who moves own money between banks, a freelancer whose clients pay to any card, a small seller or a realtor with accounts at several banks, a family or students with one phone who share bills. They live from the accounts, are paid again by the same people, keep most of it for longer, or do it over months. Companies' accounts do not count: strangers pay them for goods, and their phone is an accountant's."
-- min_score = 0.5
-- amounts = "converted"
--
-- [param.within]
-- default = "24h"
-- unit = "duration"
-- about = "how soon a stranger's sum must have left again to count as passed on"
-- [param.min_amount]
-- default = "20000"
-- unit = "money"
-- about = "a smaller sum does not count"
-- [param.stolen_amount]
-- default = "20000"
-- unit = "money"
-- about = "less than this from loans that left at once does not count: it may be a purchase"
-- [param.fresh]
-- default = "3d"
-- unit = "duration"
-- about = "an account is fresh when its first movement we see is no earlier than this before the first money of strangers"
-- [param.link_most]
-- default = "20"
-- unit = "count"
-- about = "a phone or device that more accounts share than this says nothing"
-- [param.one_in]
-- default = "2500"
-- unit = "count"
-- about = "of so many groups of accounts one passes strangers' money on, where nothing else is known"
--
-- [columns]
-- owner = "text"
-- phone = "text"
-- device = "text"
-- owners = "list"
-- accounts = "list"
-- passing = "list"
-- quiet = "list"
-- banks = "list"
-- received = "money"
-- passed_on = "money"
-- senders = "count"
-- first_ts = "time"
-- last_ts = "time"
-- median_dwell_s = "duration"
-- held = "money"

-- A group is all accounts of one owner, or all people's accounts of one phone or device. It starts with
-- the odds of one in `one_in`, as an account does in `droppers`; a case of few accounts was chosen by
-- somebody, so there they grow, up to one in 250.
-- Each step below is read once or twice only, as Spark works it out anew each time.
with tied as (
    select 'owner' as shared, owner as value, id as account, owner_key, true as is_persons from party
    where owner is not null and kind in ('person', 'unknown')
    union
    select cast(l.kind as string), l.value, l.account, a.owner_key,
        coalesce(a.kind in ('person', 'unknown'), false)
    from link as l
    left join party as a on a.id = l.account
    where l.kind in ('phone', 'device')),

sized as (
    select *, count(*) over (partition by shared, value) as sharing from tied),

ranked as (
    select *, count(*) over (partition by shared, value) as accounts,
        dense_rank() over (partition by shared, value order by owner_key) as nth_owner
    from sized
    where is_persons and (shared = 'owner' or sharing <= $link_most)),

peopled as (
    select *, max(nth_owner) over (partition by shared, value) as people from ranked
    where accounts > 1),

member as (
    select shared || ' ' || value as group_key, shared, value, people, account, owner_key from peopled
    where shared = 'owner' or people > 1),

-- others with whom the group dealt for three days at the most, and whom it never paid
side as (
    select to_account as account, from_account as other, credit_ts as ts, 0 as paid from transfer
    union all
    select from_account, to_account, ts, 1 from transfer),

dealing as (
    select m.group_key, p.owner_key as other, s.ts, s.paid
    from member as m
    join side as s on s.account = m.account
    join party as p on p.id = s.other),

stranger as (
    select group_key, other from dealing
    group by group_key, other
    having max(paid) = 0 and seconds_between(min(ts), max(ts)) <= 259200),

-- what came from outside the group
income as (
    select m.group_key, m.account, m.owner_key, t.id, t.credit_ts as ts, t.to_amount as amount,
        p.owner_key as payer,
        s.other is not null and t.to_amount >= greatest($min_amount, 1) as is_strange
    from member as m
    join received_transfer as t on t.to_account = m.account
    join party as p on p.id = t.from_account
    left join member as inside on inside.group_key = m.group_key and inside.account = t.from_account
    left join stranger as s on s.group_key = m.group_key and s.other = p.owner_key
    where inside.account is null),

-- how strangers' sums left their account; within the group where `is_inside`
leaving as (
    select i.*, h.out_transfer as first_out, h.amount as first_part, h.dwell_s as first_dwell_s,
        h.out_offset, t.amount as whole, inside.account is not null as is_inside,
        inside.account is not null and t.amount = t.to_amount and h.amount >= t.amount / 20e0
            as is_followed
    from income as i
    left join hop as h on i.is_strange and h.in_transfer = i.id and h.account = i.account
        and h.dwell_s <= $within
    left join transfer as t on t.id = h.out_transfer
    left join member as inside on inside.group_key = i.group_key and inside.account = t.to_account),

-- From another account of the group it may go on: the part of the payment between them that was the
-- stranger's is followed one account further. Less than a twentieth of such a payment is not.
outgoing as (
    select l.group_key, l.account, l.owner_key, l.id, l.ts, l.amount, l.payer, l.is_strange,
        case when l.is_inside then l.first_out end as between_own,
        case when l.is_inside then h.out_transfer else l.first_out end as out_transfer,
        case when l.is_inside then least(l.out_offset + l.first_part, h.in_offset + h.amount)
            - greatest(l.out_offset, h.in_offset) else l.first_part end as part,
        l.first_dwell_s + coalesce(h.dwell_s, 0) as dwell_s
    from leaving as l
    left join hop as h on l.is_followed and h.in_transfer = l.first_out
        and h.in_offset < l.out_offset + l.first_part and l.out_offset < h.in_offset + h.amount
        and l.first_dwell_s + h.dwell_s <= $within),

-- what left the group, `gone`, to whom
passed as (
    select o.*, p.owner_key as receiver,
        case when p.kind <> 'company' and inside.account is null then o.part end as gone,
        p.kind in ('exchange', 'cash', 'abroad') or t.kind in ('cash_out', 'abroad') as left_banks
    from outgoing as o
    left join paid_transfer as t on t.id = o.out_transfer
    left join party as p on p.id = t.to_account
    left join member as inside on inside.group_key = o.group_key and inside.account = t.to_account),

-- a sum is passed on where most of it left; `nth` counts the ways it left by
totalled as (
    select *, coalesce(sum(gone) over (partition by group_key, id) >= 0.8e0 * amount, false) as is_pass,
        max(case when gone > 0 then dwell_s end) over (partition by group_key, id) as stay_s,
        row_number() over (partition by group_key, id order by out_transfer, between_own) as nth
    from passed),

-- the thirty days in which most was passed on: only they count
paced as (
    select *, sum(case when is_pass and nth = 1 then 1 else 0 end) over (
        partition by group_key order by ts
        range between current row and interval '30' day following) as sums_to_come
    from totalled),

begun_at as (
    select *, first_value(ts) over (
        partition by group_key order by sums_to_come desc, ts, id) as since
    from paced),

counted as (
    select *, ts between since and since + interval '30' day as is_near,
        is_pass and ts between since and since + interval '30' day as counts
    from begun_at),

-- Equal sums of an account count once, as do all of one payer. A receiver is common whom several of the
-- accounts paid, or outside of the banks, and met where several owners paid him.
flagged as (
    select *, counts and gone > 0 as leaves,
        counts and row_number() over (
            partition by group_key, account, amount, counts order by nth, id) = 1 as is_sum,
        counts and row_number() over (
            partition by group_key, payer, counts order by nth, id) = 1 as is_payer,
        is_near and is_strange and row_number() over (
            partition by group_key, payer, is_near and is_strange order by nth, id) = 1 as is_sender,
        min(case when counts and gone > 0 then account end) over of_receiver
            <> max(case when counts and gone > 0 then account end) over of_receiver as is_common,
        min(case when counts and gone > 0 then owner_key end) over of_receiver
            <> max(case when counts and gone > 0 then owner_key end) over of_receiver as is_met,
        2 * row_number() over (partition by group_key, counts and nth = 1 order by stay_s, id) as place,
        count(*) over (partition by group_key, counts and nth = 1) as places
    from counted
    window of_receiver as (partition by group_key, receiver)),

by_account as (
    select group_key, account,
        sum(case when is_sum then 1 else 0 end) as sums,
        sum(case when is_payer then 1 else 0 end) as payers,
        sum(case when is_sender then 1 else 0 end) as senders,
        sum(case when leaves then gone else 0 end) as gone,
        sum(case when leaves and dwell_s <= 3600 then gone else 0 end) as quick,
        sum(case when leaves and (is_common or left_banks) then gone else 0 end) as common,
        sum(case when leaves and is_met and not left_banks then gone else 0 end) as met,
        sum(case when nth = 1 then amount else 0 end) as income,
        sum(case when nth = 1 and is_near and is_strange then amount else 0 end) as strange,
        min(case when counts then ts end) as first_ts, max(case when counts then ts end) as last_ts,
        max(case when counts and nth = 1 and place between places and places + 1 then stay_s end)
            as middle_s,
        array_agg(distinct id) filter (where leaves)
            || array_agg(distinct out_transfer) filter (where leaves)
            || array_agg(distinct coalesce(between_own, id)) filter (where leaves) as proof
    from flagged
    group by group_key, account),

-- money traced to loans that left at once (see loan-then-transfer)
stolen_in as (
    select t.to_account as account, sum(s.amount) as amount
    from stolen as s
    join received_transfer as t on t.id = s.transfer
    group by t.to_account),

profile as (
    select m.group_key, m.shared, m.value, m.people, m.owner_key, a.number, a.bank, a.owner,
        coalesce(b.sums, 0) > 0 as passes,
        coalesce(b.sums, 0) = 0 and coalesce(f.paid, 0) = 0 as is_quiet,
        coalesce(s.amount, 0) >= greatest($stolen_amount, 1) as is_stolen,
        coalesce(f.wages, 0) > 0 or coalesce(f.household_count, 0) >= 3 as is_lived,
        a.covered_from is not null and coalesce(f.household_count, 0) = 0 and coalesce(f.wages, 0) = 0
            as is_bare,
        coalesce(a.covered_from is not null and f.fresh_s <= $fresh, false) as is_fresh,
        f.received, f.paid, f.household, f.emptying_paid, f.firm_paid, f.new_received,
        f.source_share * f.received as emptied, b.sums, b.payers, b.senders, b.gone, b.quick, b.common,
        b.met, b.income, b.strange, b.first_ts, b.last_ts, b.middle_s, b.proof
    from member as m
    join account as a on a.id = m.account
    left join by_account as b on b.group_key = m.group_key and b.account = m.account
    left join feature as f on f.account = m.account
    left join stolen_in as s on s.account = m.account),

-- how often an account that somebody lives from passes strangers' sums on here
background as (
    select least(1.0, greatest(0.0, log10(0.8e0 * (count(*) + 200)
        / (count(*) filter (where whole_passes > 0) + 4e0)) / 1.6e0)) as rarity
    from measure
    where wages > 0 or household_count >= 3),

base as (
    select -floor(100 * log10(least($one_in, greatest(250.0, count(*) * count(*) / 100.0))) + 0.5)
        / 10 as points
    from measure where received > 0),

described as (
    select group_key, shared, value, people, array_sort(array_agg(number)) as accounts,
        array_sort(array_agg(number) filter (where passes)) as passing,
        case when count(*) filter (where is_quiet) > 0
            then array_sort(array_agg(number) filter (where is_quiet)) end as quiet,
        case when count(bank) > 0
            then array_sort(array_agg(distinct bank) filter (where bank is not null)) end as banks,
        case when count(owner) > 0
            then array_sort(array_agg(distinct owner) filter (where owner is not null)) end as owners,
        count(*) as all_accounts, count(*) filter (where passes) as passing_count,
        count(*) filter (where passes and is_lived) as lived_count,
        count(*) filter (where passes and is_bare) as bare_count,
        count(*) filter (where passes and is_fresh) as fresh_count,
        count(*) filter (where not passes and is_lived) as living_count,
        count(*) filter (where is_stolen) as stolen_count,
        sum(sums) as sums, sum(payers) as payers, sum(senders) as senders, sum(gone) as gone,
        sum(quick) as quick, sum(common) as common, sum(met) as met, sum(strange) as strange,
        sum(income) filter (where passes) as income, min(first_ts) as first_ts, max(last_ts) as last_ts,
        max(middle_s) as median_dwell_s,
        sum(received) filter (where passes) as received, sum(paid) filter (where passes) as paid,
        sum(household) filter (where passes) as household,
        sum(emptying_paid) filter (where passes) as emptying,
        sum(firm_paid) filter (where passes) as firm_paid,
        sum(new_received) filter (where passes) as new_received,
        sum(emptied) filter (where passes) as emptied,
        array_distinct(flatten(array_agg(proof) filter (where passes))) as transfers
    from profile
    group by group_key, shared, value, people
    -- one buyer may well pay in parts
    having sum(gone) > 0 and (sum(payers) > 1 or count(*) filter (where is_stolen) > 0)),

measured as (
    select d.*, b.points as begun, d.shared <> 'owner' as is_link,
        case when d.shared <> 'owner' then d.people end as owner_count,
        least(d.passing_count, d.payers) as passing_accounts,
        (least(d.passing_count, d.payers) - 0.5e0) * n.rarity as passing_weight,
        least(d.passing_count, d.payers) * 604800e0
            / greatest(604800, seconds_between(d.first_ts, d.last_ts)) as pace,
        least(d.sums, d.payers) - least(d.passing_count, d.payers) as more_sums,
        least(d.bare_count, d.payers) as bare_accounts,
        least(d.fresh_count, d.payers) as fresh_accounts,
        cast(bround(seconds_between(d.first_ts, d.last_ts)) as bigint) as span_s,
        d.quick / cast(d.gone as double) as quick_share,
        d.common / cast(d.gone as double) as common_share, d.met / cast(d.gone as double) as met_share,
        d.emptying / cast(nullif(d.paid, 0) as double) as emptying_share,
        d.new_received / cast(nullif(d.received, 0) as double) as new_share,
        d.emptied / cast(nullif(d.received, 0) as double) as source_share,
        d.firm_paid / cast(nullif(d.paid, 0) as double) as firm_share,
        d.household / cast(nullif(d.household + d.paid, 0) as double) as household_share,
        greatest(0.0, 1 - d.gone / cast(d.income as double)) as other_share
    from described as d
    cross join background as n
    cross join base as b),

-- card: measured -> scored

-- A phone and a device of the same accounts are one group. Who scores too little is left out after the
-- query: Spark would take the condition apart into all that the score is made of.
reported as (
    select * from scored
    qualify row_number() over (partition by accounts order by score desc, shared, value) = 1)

select case when shared = 'owner' then value end as owner,
    case when shared = 'phone' then value end as phone,
    case when shared = 'device' then value end as device, owners, accounts, passing, quiet, banks,
    strange as received, gone as passed_on, senders, first_ts, last_ts, median_dwell_s,
    strange - gone as held, score, transfers, card
from reported
