-- title = "Victims and droppers, judged together"
-- finds = "Victims, droppers and those who sell cryptocurrency for them, each judged by what is known of those whom they pay, who pay them, and with whom they share a phone, a device or an owner: two people whose fresh money goes to one stranger, the account behind a dropper, a ring's quiet member."
-- innocent = "A dealer or a realtor whom several people pay from loans, a relative whose phone serves a dropper too, who sold something to a dropper. One who is named by others alone should be looked at, not accused."
-- min_score = 0.5
-- amounts = "converted"
-- step = "network"
--
-- [weighs]
-- droppers = "account, -floor(100 * log10($one_in) + 0.5) / 10 as begun, cast(case when model_score is null then points - begun - likelier - floor(100 * log10($one_in) + 0.5) / 10 - p_victim_amount - p_links - p_payers_share - p_payees_share else 10 * log10(greatest(1e-6, model_score) / greatest(1e-6, 1 - model_score)) end as double) as points, cast(p_passed_times + p_week_times + p_alike_times + p_alike_share + p_passes + p_largest_times + p_stranger_paid_times + p_once_share as double) as alike"
-- victims = "payer, episode_no, first_ts, lost, ids, coalesce(fresh_ids || ids, ids) as proved, cast(begun as double) as begun, cast(points - p_passed_share - p_quick_share - p_kept_share - p_rested_share - p_others as double) as points, cast(p_strangers + p_big_times + p_emptied_share + p_parts + p_night_share + p_again_share + p_back_share as double) as alike, cast(p_passed_share + p_quick_share + p_kept_share + p_rested_share + p_others as double) as seen"
--
-- [param.least_alone]
-- default = "0.005"
-- unit = "share"
-- about = "whoever scores less alone, and was not paid by somebody who scores more, is not judged"
-- [param.min_amount]
-- default = "20000"
-- unit = "money"
-- about = "a smaller sum passed on does not count"
-- [param.link_most]
-- default = "20"
-- unit = "count"
-- about = "a phone or device that more accounts share than this says nothing"
--
-- [columns]
-- role = "text"
-- account = "text"
-- owner = "text"
-- bank = "text"
-- alone = "share"
-- amount = "money"
-- from_whom = "list"
-- from_points = "list"

-- Every account and owner starts with the odds of one in 2500, also in a small case, as in `victims`.
-- The step fills `judged`, and the tables of `detect/network/graph.sql` that it judged by.
with measured as (
    select a.id as account, a.owner as account_owner, a.bank, j.*,
        cast(greatest(1e0, floor(0.5e0 - j.else_points)) as bigint) as else_less
    from judged as j
    left join account as a on a.number = j.number),

-- card: measured -> scored

reported as (
    select * from scored where score >= $least_score_),

-- the transfers that prove it
along as (
    select a.number, '' as owner, p.transfers
    from network_paid as p join account as a on a.id = p.account
    union all
    select a.number, '', p.transfers
    from network_passed as p join account as a on a.id = p.account or a.id = p.next_account
    union all
    select '', payer, proved from network_owner),

proof as (
    select r.number, r.owner, array_distinct(flatten(array_agg(a.transfers))) as transfers
    from reported as r
    join along as a on a.number = r.number and a.owner = r.owner
    group by r.number, r.owner),

-- of an account that is named for its phone or owner alone, what came to it
income as (
    select t.to_account as account, array_agg(t.id) as transfers
    from received_transfer as t
    where t.to_account in (select account from reported)
    group by t.to_account)

select case when r.is_owner then 'victim' when r.is_trader then 'trader' else 'dropper' end as role,
    nullif(r.number, '') as account, coalesce(r.account_owner, nullif(r.owner, '')) as owner, r.bank,
    r.alone, coalesce(o.lost, f.received, 0) as amount, array_of(r.from_whom) as from_whom,
    array_of(r.from_points) as from_points, r.score, coalesce(p.transfers, i.transfers) as transfers,
    r.card
from reported as r
left join feature as f on f.account = r.account
left join network_owner as o on o.payer = r.owner
left join proof as p on p.number = r.number and p.owner = r.owner
left join income as i on i.account = r.account
