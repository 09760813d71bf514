-- title = "Transfers that a model finds suspicious"
-- finds = "Transfers like those that labels of closed cases call positive, by a model of transfers (`moneygraph learn LABELS --of transfer`): by their own sum and time, by what the two had paid each other, where the money came from and went, and the shapes that they are part of."
-- innocent = "Whoever does rarely what the people of the closed cases did: a large purchase from a stranger, a loan given back at once, a relative who passes money on. The model knows only what the labels showed it."
-- min_score = 0.5
-- reads = ["transfer_score"]
--
-- [param.within]
-- default = "7d"
-- unit = "duration"
-- about = "how long money may have lain before a transfer, or lies after it, to be named as evidence"
--
-- [columns]
-- transfer = "transfer"
-- from_account = "text"
-- to_account = "text"
-- amount = "money"
-- currency = "text"
-- ts = "time"

with reported as (
    select * from transfer_score where score >= $least_score_),

-- what the transfer was paid with and what it paid for, the largest parts
around as (
    select r.transfer, h.in_transfer as other, h.amount
    from reported as r
    join hop as h on h.out_transfer = r.transfer and h.dwell_s <= $within
    union all
    select r.transfer, h.out_transfer, h.amount
    from reported as r
    join hop as h on h.in_transfer = r.transfer and h.dwell_s <= $within),

proof as (
    select transfer, array_agg(other) as others
    from (
        select * from around
        qualify row_number() over (partition by transfer order by amount desc, other) <= 20)
    group by transfer)

select t.id as transfer, f.number as from_account, r.number as to_account, t.amount,
    cast(t.currency as string) as currency, t.ts, s.score,
    array_distinct(coalesce(array_repeat(t.id, 1) || p.others, array_repeat(t.id, 1))) as transfers,
    m.amount_times as i_amount_times, m.pair_count as i_pair_count, m.held_share as i_held_share,
    m.payer_usual_paid_times as i_payer_usual_paid_times,
    m.payee_usual_received_times as i_payee_usual_received_times,
    case when m.fresh_hour_share > 0 then m.fresh_hour_share end as i_fresh_hour_share,
    case when m.fresh_day_share > 0 then m.fresh_day_share end as i_fresh_day_share,
    case when m.passed_hour_share > 0 then m.passed_hour_share end as i_passed_hour_share,
    case when m.passed_day_share > 0 then m.passed_day_share end as i_passed_day_share,
    case when m.passed_week_share > 0 then m.passed_week_share end as i_passed_week_share,
    case when m.fed_alike_share >= 0.5 then m.fed_alike_share end as i_fed_alike_share,
    case when m.passed_alike_share >= 0.5 then m.passed_alike_share end as i_passed_alike_share,
    case when m.run_before > 0 then m.run_before end as i_run_before,
    case when m.run_after > 0 then m.run_after end as i_run_after,
    m.circle as i_circle, m.closes_circle as i_closes_circle,
    case when m.leaves_banks = 1 then 1 end as i_leaves_banks,
    case when m.equal_sums_paid > 1 then m.equal_sums_paid end as i_equal_sums_paid,
    case when m.equal_sums_received > 1 then m.equal_sums_received end as i_equal_sums_received,
    case when m.payer_week_payees > 1 then m.payer_week_payees end as i_payer_week_payees,
    case when m.payee_week_payers > 1 then m.payee_week_payers end as i_payee_week_payers,
    m.payer_received_gap_s as i_payer_received_gap_s,
    m.payee_received_gap_s as i_payee_received_gap_s,
    m.payer_age_s as i_payer_age_s, m.payee_age_s as i_payee_age_s,
    case when m.in_fan_in > 0 then 1 end as i_in_fan_in,
    case when m.in_fan_out > 0 then 1 end as i_in_fan_out,
    case when m.in_gather_scatter > 0 then 1 end as i_in_gather_scatter,
    case when m.in_scatter_gather > 0 then 1 end as i_in_scatter_gather,
    case when m.in_run > 0 then 1 end as i_in_run,
    case when m.in_cycle > 0 then 1 end as i_in_cycle,
    s.points as model_points
from reported as s
join transfer as t on t.id = s.transfer
join account as f on f.id = t.from_account
join account as r on r.id = t.to_account
join transfer_feature as m on m.id = s.transfer
left join proof as p on p.transfer = s.transfer
