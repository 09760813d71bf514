-- title = "Accounts that pass strangers' money on"
-- finds = "Accounts that other people pay and that send it on, soon or some days later, to somebody else, to an exchange, to cash or abroad; accounts that gather it from many strangers for that; and accounts on which money lies that is traced to loans that left at once."
-- innocent = "Somebody who sells a car and buys another the next day, a foreman who pays his men, a parent who collects for the class, a relative who helps with a payment, a small seller. They do it once, for one price, with people they always deal with, or little by little; they pay firms, and live from the account: wages come, shops and bills are paid."
-- min_score = 0.5
-- amounts = "converted"
-- reads = ["model_score"]
--
-- [param.within]
-- default = "24h"
-- unit = "duration"
-- about = "how soon money must leave again to count as passed on"
-- [param.min_amount]
-- default = "1000"
-- unit = "money"
-- about = "received from strangers, at the least"
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
-- about = "of so many accounts one is a dropper's, where nothing else is known"
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
-- grade = "text"

-- Every account starts with the odds of one in `one_in` (the column `begun`). A case of few accounts
-- was chosen by somebody: where it holds fewer than some hundreds these odds grow, up to one in ten.
-- What is known of an account adds to them or takes away, by the card.
with candidate as (
    select t.*, a.number, a.owner as owner_id, a.bank, a.kind, a.covered_from
    from feature as t
    join account as a on a.id = t.account
    where a.kind in ('person', 'company', 'unknown') and t.received >= greatest($min_amount, 1)),

base as (
    select -floor(100 * log10(least($one_in, greatest(10.0, count(*) * count(*) / 100.0))) + 0.5)
        / 10 as points
    from measure where received > 0),

-- what was received and soon paid on: by the feature where the time is its own, a day
soon_passed as (
    select o.from_account as account, sum(h.amount) as amount
    from hop as h
    join received_transfer as i on i.id = h.in_transfer
    join paid_transfer as o on o.id = h.out_transfer
    where $within <> 86400 and h.dwell_s <= $within
    group by o.from_account),

passing as (
    select c.*, coalesce(q.amount, case when $within = 86400 then c.day_passed else 0 end) as passed
    from candidate as c
    left join soon_passed as q on q.account = c.account),

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
    join passing as p on p.account = other.account and p.passed >= $min_amount
    join party as a on a.id = mine.account
    join party as o on o.id = other.account and o.owner_key <> a.owner_key
    group by mine.account),

-- money traced to loans that left at once (see loan-then-transfer)
stolen_in as (
    select t.to_account as account, sum(s.amount) as amount, array_agg(distinct t.id) as ins
    from stolen as s
    join received_transfer as t on t.id = s.transfer
    group by t.to_account),

measured as (
    select c.*, b.points as begun, coalesce(s.amount, 0) as victim_amount, s.ins as stolen_ins,
        k.links, least(1.0, c.passed / cast(c.received as double)) as passed_share,
        least(1.0, coalesce(s.amount, 0) / cast(c.received as double)) as victim_share,
        c.hour_passed_times as hour_times,
        c.passed / cast(greatest(1, c.usual) as double) as passed_times,
        c.week_passed_times as week_times, c.alike_passed_times as alike_times,
        -- how many more strangers than usual, and how much of theirs went on
        (2 * c.crowd_passed_share - 1)
            * least(40.0, c.crowd * (ln(c.crowd_times) - 1 + 1 / c.crowd_times)) as crowd_weight,
        c.covered_from is not null and c.household_count = 0 and c.wages = 0 as is_bare,
        c.covered_from is not null and c.fresh_s <= $fresh as is_fresh
    from passing as c
    cross join base as b
    left join stolen_in as s on s.account = c.account
    left join linked as k on k.account = c.account),

-- card: measured -> scored

reported as (
    select * from scored where score >= $least_score_),

-- the transfers that prove it: what came and went within a week, and stolen money
paid_on as (
    select o.from_account as account, h.in_transfer, h.out_transfer, h.amount, h.dwell_s,
        p.owner_key as receiver,
        p.kind in ('exchange', 'cash', 'abroad') or o.kind in ('cash_out', 'abroad')
            or p.id in (select account from trader) as left_banks,
        p.covered_from is null and p.kind in ('person', 'unknown') as is_out_of_sight
    from hop as h
    join received_transfer as i on i.id = h.in_transfer
    join paid_transfer as o on o.id = h.out_transfer
    join party as p on p.id = o.to_account
    where o.from_account in (select account from reported)
        and h.dwell_s <= greatest($within, 604800)),

proof as (
    select account, cast(bround(median(dwell_s) filter (where dwell_s <= $within)) as bigint)
            as median_dwell_s,
        nullif(count(distinct receiver) filter (where dwell_s <= $within), 0) as receivers,
        coalesce(sum(amount) filter (where left_banks and dwell_s <= $within), 0)
            / cast(nullif(sum(amount) filter (where dwell_s <= $within), 0) as double)
            as straight_share,
        coalesce(sum(amount) filter (where is_out_of_sight and not left_banks), 0)
            / cast(sum(amount) as double) as unseen_share,
        array_agg(distinct in_transfer) || array_agg(distinct out_transfer) as proved
    from paid_on
    group by account),

-- where nothing left in that time, what came from others is the proof
received_only as (
    select to_account as account, array_agg(id) as ins
    from received_transfer
    where to_account in (select account from reported)
    group by to_account)

select s.number as account, s.owner_id as owner, s.bank, s.received,
    s.passed as passed_on, s.payers as senders, p.median_dwell_s,
    s.received - greatest(s.passed, s.week_passed) as held,
    -- where most of it goes to accounts of which no statement is held and nothing else is known of
    -- the money, what becomes of it is not known
    case when p.unseen_share > 0.5 and s.victim_amount = 0 and s.links is null
    then 'passes_on' else 'dropper' end as grade, s.score,
    array_distinct(coalesce(p.proved || s.stolen_ins, p.proved, s.stolen_ins, c.ins)) as transfers,
    s.card, p.median_dwell_s as i_median_dwell_s, p.receivers as i_receivers,
    case when p.straight_share > 0 then p.straight_share end as i_exit_share,
    case when p.unseen_share > 0 then p.unseen_share end as i_unseen_share, s.model_points
from reported as s
left join proof as p on p.account = s.account
left join received_only as c on c.account = s.account
