-- title = "Accounts that pass strangers' money on"
-- finds = "Accounts that other people pay and that send it on, soon or some days later, to somebody else, to an exchange, to cash or abroad; accounts that gather it from many strangers for that; and accounts on which money lies that is traced to loans that left at once."
-- innocent = "Somebody who sells a car and buys another the next day, a foreman who pays his men, a parent who collects for the class, a relative who helps with a payment, a small seller. They do it once, for one price, with people they always deal with, or little by little; they pay firms, and live from the account: wages come, shops and bills are paid."
-- min_score = 0.5
-- reads = ["learnt"]
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

-- Points are tenths of powers of ten of the odds: ten points make them tenfold. An account begins
-- with the odds of any, one in `one_in`. A case of few accounts was chosen by somebody: where it holds
-- fewer than some hundreds the odds to begin with grow, up to one in ten. What is known of an
-- account adds or takes away; each indicator only ever the one or the other.
with candidate as (
    select t.*, a.number, a.owner as owner_id, a.bank, a.kind, a.covered_from
    from trait_share as t
    join account as a on a.id = t.account
    where a.kind in ('person', 'company', 'unknown') and t.given >= greatest($min_amount, 1)),

begun as (
    select -floor(100 * log10(least($one_in, greatest(10.0, count(*) * count(*) / 100.0))) + 0.5)
        / 10 as points
    from trait where given > 0),

-- what was given and soon sent on: by the trait where the time asked for is its own, a day
asked as (
    select o.from_account as account, sum(h.amount) as amount
    from hop as h
    join given_transfer as i on i.id = h.in_transfer
    join sent_transfer as o on o.id = h.out_transfer
    where $within <> 86400 and h.dwell_s <= $within
    group by o.from_account),

passing as (
    select c.*, coalesce(q.amount, case when $within = 86400 then c.day_passed else 0 end) as passed
    from candidate as c
    left join asked as q on q.account = c.account),

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
    join given_transfer as t on t.id = s.transfer
    group by t.to_account),

measured as (
    select c.*, coalesce(s.amount, 0) as victim_amount, s.ins as stolen_ins, k.links,
        least(1.0, c.passed / cast(c.given as double)) as passed_share,
        c.hour_passed_times as hour_times,
        c.passed / cast(greatest(1, c.usual) as double) as passed_times,
        c.week_passed_times as week_times, c.alike_passed_times as alike_times,
        c.covered_from is not null and c.household_count = 0 and c.wages = 0 as is_bare,
        c.covered_from is not null and c.fresh_s <= $fresh as is_fresh
    from passing as c
    left join stolen_in as s on s.account = c.account
    left join linked as k on k.account = c.account),

weighed as (
    select *,
        -- how much money passes through, in payments as they are usual for the account
        floor(12 * ln(1 + least(50.0, hour_times)) + 0.5) / 10 as p_hour_times,
        floor(12 * ln(1 + least(50.0, passed_times)) + 0.5) / 10 as p_passed_times,
        floor(12 * ln(1 + least(50.0, week_times)) + 0.5) / 10 as p_week_times,
        floor(32 * ln(1 + least(50.0, alike_times)) + 0.5) / 10 as p_alike_times,
        case when passes >= 2 then 6.0 else 0.0 end as p_passes,
        -- strangers' money for strangers: sum by sum, however slowly, or gathered from many
        case when whole_passes >= 2 then 12.0 + 6 * least(4, whole_passes) else 0.0 end
            as p_whole_passes,
        case when stranger_passes >= 4 then 12.0 else 0.0 end as p_stranger_passes,
        case when crowd_times > 1 and crowd_passed_share > 0.5
            then floor(13 * (2 * crowd_passed_share - 1)
            * least(40.0, crowd * (ln(crowd_times) - 1 + 1 / crowd_times)) + 0.5) / 10
            else 0.0 end as p_crowd,
        -- how the account is used
        floor(55 * coalesce(emptying_share, 0) + 0.5) / 10 as p_emptying_share,
        case when is_fresh then 0.5 else 0.0 end as p_fresh_s,
        case when is_bare then floor(80 * passed_share + 0.5) / 10 else 0.0 end as p_bare,
        floor(60 * night_share + 0.5) / 10 as p_night_share,
        -- where the money comes from and goes to
        floor(30 * new_share + 0.5) / 10 as p_new_share,
        floor(40 * source_share + 0.5) / 10 as p_source_share,
        floor(50 * exit_share + 0.5) / 10 as p_left_share,
        floor(70 * payers_pass_share + 0.5) / 10 as p_payers_share,
        floor(85 * payees_pass_share + 0.5) / 10 as p_payees_share,
        floor(15 * beside_pass_share + 0.5) / 10 as p_beside_share,
        case when victim_amount > 0 and victim_amount >= $stolen_amount
            then 9.5 + floor(100 * least(1.0, victim_amount / cast(given as double)) + 0.5) / 10
            else 0.0 end as p_victim_amount,
        least(3.5, 1.75 * coalesce(links, 0)) as p_links,
        -- what speaks for an ordinary life
        -floor(40 * coalesce(firm_share, 0) + 0.5) / 10 as p_firm_share,
        -floor(80 * coalesce(household_share, 0) + 0.5) / 10 as p_household_share,
        case when wages > 0 then -7.5 else 0.0 end as p_wages
    from measured),

summed as (
    select w.*, b.points as p_begun,
        round(b.points + p_hour_times + p_passed_times + p_week_times + p_alike_times + p_passes
            + p_whole_passes + p_stranger_passes + p_crowd + p_emptying_share + p_fresh_s + p_bare + p_night_share + p_new_share + p_source_share
            + p_left_share + p_payers_share + p_payees_share + p_beside_share + p_victim_amount
            + p_links + p_firm_share + p_household_share + p_wages, 2) as points
    from weighed as w
    cross join begun as b),

-- a model that was learnt (see `learn`) gives the score and its own points, where there is one
scored as (
    select s.*, coalesce(m.score, 1 / (1 + pow(10, -s.points / 10))) as score,
        m.points as model_points
    from summed as s
    left join learnt as m on m.account = s.account),

told as (
    select * from scored where score >= $least_score_),

-- the transfers that prove it: what came and went within a week, and stolen money
went as (
    select o.from_account as account, h.in_transfer, h.out_transfer, h.amount, h.dwell_s,
        p.owner_key as receiver,
        p.kind in ('exchange', 'cash', 'abroad') or o.kind in ('cash_out', 'abroad')
            or p.id in (select account from trader) as left_banks
    from hop as h
    join given_transfer as i on i.id = h.in_transfer
    join sent_transfer as o on o.id = h.out_transfer
    join party as p on p.id = o.to_account
    where o.from_account in (select account from told)
        and h.dwell_s <= greatest($within, 604800)),

proof as (
    select account, cast(median(dwell_s) filter (where dwell_s <= $within) as bigint)
            as median_dwell_s,
        nullif(count(distinct receiver) filter (where dwell_s <= $within), 0) as receivers,
        coalesce(sum(amount) filter (where left_banks and dwell_s <= $within), 0)
            / cast(nullif(sum(amount) filter (where dwell_s <= $within), 0) as double)
            as straight_share,
        array_agg(distinct in_transfer) as ins, array_agg(distinct out_transfer) as outs
    from went
    group by account),

-- where nothing left in that time, what came from others is the proof
came as (
    select to_account as account, array_agg(id) as ins
    from given_transfer
    where to_account in (select account from told)
    group by to_account)

select s.number as account, s.owner_id as owner, s.bank, s.given as received,
    s.passed as passed_on, s.payers as senders, p.median_dwell_s,
    s.given - greatest(s.passed, s.week_passed) as held, s.score,
    list_distinct(list_concat(coalesce(p.ins, case when s.stolen_ins is null then c.ins end, []),
        coalesce(p.outs, []), coalesce(s.stolen_ins, []))) as transfers,
    case when s.passed > 0 then s.passed_share end as i_passed_share,
    case when s.week_passed_share >= s.passed_share + 0.1 then s.week_passed_share end
        as i_week_share,
    p.median_dwell_s as i_median_dwell_s, s.payers as i_senders, p.receivers as i_receivers,
    case when p.straight_share > 0 then p.straight_share end as i_exit_share,
    case when s.p_hour_times > 0 then s.hour_times end as i_hour_times,
    case when s.p_passed_times > 0 then s.passed_times end as i_passed_times,
    case when s.p_week_times > 0 then s.week_times end as i_week_times,
    case when s.p_alike_times > 0 then s.alike_times end as i_alike_times,
    case when s.p_passes > 0 then s.passes end as i_passes,
    case when s.p_whole_passes > 0 then s.whole_passes end as i_whole_passes,
    case when s.p_stranger_passes > 0 then s.stranger_passes end as i_stranger_passes,
    case when s.p_crowd > 0 then s.crowd end as i_crowd,
    case when s.p_crowd > 0 then s.crowd_times end as i_crowd_times,
    case when s.p_crowd > 0 then s.crowd_passed_share end as i_crowd_passed_share,
    case when s.p_emptying_share > 0 then s.emptying_share end as i_emptying_share,
    case when s.is_fresh then s.fresh_s end as i_fresh_s,
    case when s.p_bare > 0 then 1 end as i_bare,
    case when s.p_night_share > 0 then s.night_share end as i_night_share,
    case when s.p_new_share > 0 then s.new_share end as i_new_share,
    case when s.p_source_share > 0 then s.source_share end as i_source_share,
    case when s.p_left_share > 0 then s.exit_share end as i_left_share,
    case when s.p_payers_share > 0 then s.payers_pass_share end as i_payers_share,
    case when s.p_payees_share > 0 then s.payees_pass_share end as i_payees_share,
    case when s.p_beside_share > 0 then s.beside_pass_share end as i_beside_share,
    case when s.victim_amount > 0 then s.victim_amount end as i_victim_amount,
    s.links as i_links,
    case when s.p_firm_share < 0 then s.firm_share end as i_firm_share,
    case when s.p_household_share < 0 then s.household_share end as i_household_share,
    case when s.wages > 0 then s.wages end as i_wages,
    s.model_points, s.p_begun, s.p_hour_times, s.p_passed_times, s.p_week_times, s.p_alike_times, s.p_passes,
    s.p_whole_passes, s.p_stranger_passes, s.p_crowd, s.p_emptying_share, s.p_fresh_s, s.p_bare, s.p_night_share, s.p_new_share, s.p_source_share,
    s.p_left_share, s.p_payers_share, s.p_payees_share, s.p_beside_share, s.p_victim_amount,
    s.p_links, s.p_firm_share, s.p_household_share, s.p_wages
from told as s
left join proof as p on p.account = s.account
left join came as c on c.account = s.account
