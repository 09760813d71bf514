-- title = "Accounts with published signs of a dropper's"
-- finds = "People's accounts that show several of the signs that a regulator has published: very many people paid or paying, very many transfers or much money with people in a day, money that leaves within a minute, no payment for a household."
-- innocent = "A small seller or a master who is paid to a personal account, a collector for a class or a wedding, a landlord of many rooms. They pay shops and bills from it, and keep the money for longer than a minute."
-- on_demand = true
-- min_score = 0.5
--
-- [param.people_day]
-- default = 10
-- unit = "count"
-- about = "people whom the account paid or who paid it in one day: more than this is a sign"
-- indicator = "people_day"
-- [param.people_month]
-- default = 50
-- unit = "count"
-- about = "the same in one calendar month"
-- indicator = "people_month"
-- [param.transfers_day]
-- default = 30
-- unit = "count"
-- about = "transfers with people in one day: more than this is a sign"
-- indicator = "transfers_day"
-- [param.day_amount]
-- default = "1000000"
-- unit = "money"
-- about = "moved with people in one day: more than this is a sign"
-- indicator = "day_amount"
-- [param.month_amount]
-- default = "10000000"
-- unit = "money"
-- about = "the same in one calendar month"
-- indicator = "month_amount"
-- [param.quick]
-- default = "1m"
-- unit = "duration"
-- about = "people's money that leaves sooner than this is quick"
-- indicator = "quick_share"
-- [param.quick_share]
-- default = "0.3"
-- unit = "share"
-- about = "part of what people sent that must leave quickly to be a sign"
-- indicator = "quick_share"
--
-- [columns]
-- account = "text"
-- owner = "text"
-- bank = "text"
-- people = "count"
-- received = "money"
-- sent = "money"
-- first_ts = "time"
-- last_ts = "time"

with side as (
    select id, to_account as account, from_account as other, credit_ts as ts, to_amount as amount,
        true as came
    from transfer
    where not own and kind in ('transfer', 'other')
    union all
    select id, from_account, to_account, ts, amount, false
    from transfer
    where not own and kind in ('transfer', 'other')),

-- what people's accounts moved with other people
met as (
    select s.*, o.owner_key as person
    from side as s
    join account as a on a.id = s.account
    join party as o on o.id = s.other
    where a.kind in ('person', 'unknown') and a.number not like '?%'
        and o.kind in ('person', 'unknown') and o.number not like '?%'
        and s.account <> s.other and a.id not in (select account from trader)),

a_day as (
    select account, count(distinct person) as people, count(*) as transfers, sum(amount) as amount
    from met
    group by account, cast(ts as date)),

best_day as (
    select account, max(people) as people, max(transfers) as transfers, max(amount) as amount
    from a_day
    group by account),

best_month as (
    select account, max(people) as people, max(amount) as amount
    from (
        select account, count(distinct person) as people, sum(amount) as amount
        from met
        group by account, date_trunc('month', ts))
    group by account),

whole as (
    select account, count(distinct person) as people, min(ts) as first_ts, max(ts) as last_ts,
        coalesce(sum(amount) filter (where came), 0) as received,
        coalesce(sum(amount) filter (where not came), 0) as sent, array_agg(id) as transfers
    from met
    group by account),

quick as (
    select m.account, sum(h.amount) as amount
    from met as m
    join hop as h on h.in_transfer = m.id and h.dwell_s < $quick
    join transfer as o on o.id = h.out_transfer
    where m.came and not o.own and o.kind in ('transfer', 'cash_out', 'abroad', 'other')
    group by m.account),

-- shops, bills and the bank's own fees are a household's
household as (
    select distinct t.from_account as account
    from transfer as t
    join account as r on r.id = t.to_account
    where t.kind = 'card' or r.kind in ('merchant', 'state', 'company')),

fired as (
    select w.*,
        case when d.people > $people_day then d.people end as i_people_day,
        case when m.people > $people_month then m.people end as i_people_month,
        case when d.transfers > $transfers_day then d.transfers end as i_transfers_day,
        case when d.amount > $day_amount then d.amount end as i_day_amount,
        case when m.amount > $month_amount then m.amount end as i_month_amount,
        case when q.amount > 0 and q.amount >= $quick_share * w.received
        then least(1.0, q.amount / cast(w.received as double)) end as i_quick_share,
        case when a.covered_from is not null and h.account is null then 1 end as i_no_household
    from whole as w
    join account as a on a.id = w.account
    join best_day as d on d.account = w.account
    join best_month as m on m.account = w.account
    left join quick as q on q.account = w.account
    left join household as h on h.account = w.account),

scored as (
    select *,
        -- people and amounts, by day or by month, are one sign each; no household alone is weak
        0.25 * (
            case when coalesce(i_people_day, i_people_month) is not null then 1 else 0 end
            + case when i_transfers_day is not null then 1 else 0 end
            + case when coalesce(i_day_amount, i_month_amount) is not null then 1 else 0 end
            + case when i_quick_share is not null then 1 else 0 end)
        * case when i_no_household is not null then 1.0 else 0.8 end as score
    from fired)

select a.number as account, a.owner, a.bank, s.people, s.received, s.sent, s.first_ts, s.last_ts,
    s.score, s.transfers, s.i_people_day, s.i_people_month, s.i_transfers_day, s.i_day_amount,
    s.i_month_amount, s.i_quick_share, s.i_no_household
from scored as s
join account as a on a.id = s.account
where s.score > 0
