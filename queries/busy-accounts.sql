-- title = "Accounts with published signs of a dropper's"
-- finds = "People's accounts that show several of the signs that a regulator has published: very many people paid or paying, very many transfers or much money with people in a day, money that leaves within a minute, no payment for a household."
-- innocent = "A small seller or a master who is paid to a personal account, a collector for a class or a wedding, a landlord of many rooms. They pay shops and bills from it, and keep the money for longer than a minute."
-- min_score = 0.5
-- amounts = "converted"
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

with quick as (
    select o.from_account as account, sum(h.amount) as amount
    from hop as h
    join transfer as t on t.id = h.in_transfer
    join transfer as o on o.id = h.out_transfer
    join account as f on f.id = t.from_account
    where h.dwell_s < $quick and t.from_account <> t.to_account and not t.own
        and t.kind in ('transfer', 'other')
        and f.kind in ('person', 'unknown') and f.number not like '?%'
        and not o.own and o.kind in ('transfer', 'cash_out', 'abroad', 'other')
    group by o.from_account),

fired as (
    select w.*,
        case when w.people_day > $people_day then w.people_day end as busy_people_day,
        case when w.people_month > $people_month then w.people_month end as busy_people_month,
        case when w.people_transfers_day > $transfers_day
        then w.people_transfers_day end as busy_transfers_day,
        case when w.people_day_moved > $day_amount then w.people_day_moved end as busy_day_amount,
        case when w.people_month_moved > $month_amount
        then w.people_month_moved end as busy_month_amount,
        case when q.amount > 0 and q.amount >= $quick_share * w.people_received
        then least(1.0, q.amount / cast(w.people_received as double)) end as quick_share,
        -- shops, bills and the bank's own fees are a household's
        case when a.covered_from is not null and w.household_count = 0 then 1 end as no_household
    from measure as w
    join account as a on a.id = w.account
    left join quick as q on q.account = w.account
    where w.people > 0 and a.kind in ('person', 'unknown')),

-- people and amounts, by day or by month, are one sign each
-- card: fired -> scored

proof as (
    select side.account, array_agg(side.id) as transfers
    from (
        select id, to_account as account, from_account as other from transfer
        where not own and kind in ('transfer', 'other')
        union all
        select id, from_account, to_account from transfer
        where not own and kind in ('transfer', 'other')) as side
    join account as o on o.id = side.other
    where side.account <> side.other and o.kind in ('person', 'unknown') and o.number not like '?%'
        and side.account in (select account from scored where score > 0 and score >= $least_score_)
    group by side.account)

select a.number as account, a.owner, a.bank, s.people, s.people_received as received,
    s.people_paid as sent, cast(timestamp_micros(s.people_first_us) as timestamp) as first_ts,
    cast(timestamp_micros(s.people_last_us) as timestamp) as last_ts, s.score, p.transfers, s.card
from scored as s
join account as a on a.id = s.account
join proof as p on p.account = s.account
