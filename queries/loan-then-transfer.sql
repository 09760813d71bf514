-- title = "Loans that left at once"
-- finds = "People to whom several lenders paid loans in a short time and whose money, loans and often savings, went on to other people's accounts in the same hours."
-- innocent = "Someone who buys a car or a flat from a private seller with two loans; help for a relative. Loans spent in shops, paid to a dealer's firm, used to repay another loan or moved to one's own account are not counted as moved."
-- min_score = 0.5
-- amounts = "converted"
-- derives = "stolen"
--
-- [param.burst]
-- default = "25h"
-- unit = "duration"
-- about = "longest pause between two loans of one burst (what is asked for in one hour can be paid out 24 hours apart)"
-- [param.within]
-- default = "24h"
-- unit = "duration"
-- about = "how long after the last loan was paid out money that leaves is counted"
-- [param.before]
-- default = "3h"
-- unit = "duration"
-- about = "how long before the first loan money that leaves is counted: savings often go first"
-- [param.passed_within]
-- default = "72h"
-- unit = "duration"
-- about = "how soon a receiver must pass the money on for it to count against him"
-- [param.min_amount]
-- default = "100000"
-- unit = "money"
-- about = "loans of a burst together, at the least"
--
-- [columns]
-- owner = "text"
-- accounts = "list"
-- banks = "list"
-- loans = "count"
-- loan_amount = "money"
-- moved_amount = "money"
-- first_ts = "time"
-- last_ts = "time"
-- minutes = "count"
-- to_accounts = "list"

-- also what one's own loan account or card limit pays out, whose holder is the borrower
with loan as (
    select t.id, t.credit_ts as ts, t.to_amount as amount, a.owner_key, a.number,
        coalesce(f.bank, f.number) as lender
    from transfer as t
    join party as a on a.id = t.to_account
    join account as f on f.id = t.from_account
    where t.kind = 'loan' and t.from_account <> t.to_account and a.kind in ('person', 'unknown')),

paused as (
    select *, case
        when ts <= lag(ts) over (partition by owner_key order by ts, id) + interval '1' second * $burst
        then 0 else 1 end as starts
    from loan),

numbered as (
    select *, sum(starts) over (partition by owner_key order by ts, id) as burst_no from paused),

burst as (
    select owner_key, burst_no, count(*) as loans, count(distinct lender) as lenders,
        sum(amount) as loan_amount, min(ts) as first_ts, max(ts) as last_loan_ts,
        array_agg(id) as loan_ids
    from numbered
    group by owner_key, burst_no
    having sum(amount) >= greatest($min_amount, 1)),

-- what left for other people; shops, firms, lenders and own accounts are no such thing
moved as (
    select b.owner_key, b.burst_no, t.id, t.ts, t.amount, t.to_account, r.number, r.owner_key as receiver,
        a.number as from_number
    from burst as b
    join party as a on a.owner_key = b.owner_key
    join transfer as t on t.from_account = a.id
        and t.ts >= b.first_ts - interval '1' second * $before
        and t.ts <= b.last_loan_ts + interval '1' second * $within
    join party as r on r.id = t.to_account
    where not t.own and t.amount > 0 and t.kind in ('transfer', 'abroad', 'other')
        and r.kind in ('person', 'unknown', 'exchange', 'abroad')),

moved_sum as (
    select owner_key, burst_no, sum(amount) as amount, min(ts) as first_ts, max(ts) as last_ts,
        count(distinct receiver) as receivers, array_agg(id) as ids
    from moved
    group by owner_key, burst_no),

-- what the one receiver got who got most
dearest as (
    select owner_key, burst_no, max(amount) as amount
    from (
        select owner_key, burst_no, sum(amount) as amount
        from moved
        group by owner_key, burst_no, receiver)
    group by owner_key, burst_no),

-- how much of it receivers whose accounts are watched passed on soon
passed as (
    select m.owner_key, m.burst_no, sum(h.amount) as amount
    from moved as m
    join hop as h on h.in_transfer = m.id and h.dwell_s <= $passed_within
    join transfer as o on o.id = h.out_transfer
    join account as r on r.id = m.to_account
    where r.covered_from is not null and not o.own and o.kind in ('transfer', 'cash_out', 'abroad', 'other')
    group by m.owner_key, m.burst_no),

watched as (
    select m.owner_key, m.burst_no, sum(m.amount) as amount
    from moved as m
    join account as r on r.id = m.to_account
    where r.covered_from is not null
    group by m.owner_key, m.burst_no),

-- a receiver who was paid before is no stranger; each pair's first payment is looked up once, as two
-- accounts of firms can have thousands between them
met as (
    select f.owner_key, r.owner_key as receiver, min(t.ts) as first_ts
    from transfer as t
    join party as f on f.id = t.from_account
    join party as r on r.id = t.to_account
    where f.owner_key in (select owner_key from moved)
    group by f.owner_key, r.owner_key),

acquainted as (
    select m.owner_key, m.burst_no, sum(m.amount) as amount
    from moved as m
    join burst as b on b.owner_key = m.owner_key and b.burst_no = m.burst_no
    join met on met.owner_key = m.owner_key and met.receiver = m.receiver
    where met.first_ts < b.first_ts - interval '1' second * $before
    group by m.owner_key, m.burst_no),

measured as (
    select b.*, least(b.first_ts, m.first_ts) as start_ts, m.amount as moved_amount, m.last_ts,
        m.receivers, m.ids,
        least(1.0, cast(m.amount as double) / b.loan_amount) as moved_share,
        coalesce(w.amount, 0) / cast(m.amount as double) as watched_share,
        case when w.amount > 0
        then least(1.0, coalesce(p.amount, 0) / cast(w.amount as double)) end as passed_share,
        coalesce(q.amount, 0) / cast(m.amount as double) as known_share,
        d.amount / cast(m.amount as double) as one_share
    from burst as b
    join moved_sum as m on m.owner_key = b.owner_key and m.burst_no = b.burst_no
    join dearest as d on d.owner_key = b.owner_key and d.burst_no = b.burst_no
    left join passed as p on p.owner_key = b.owner_key and p.burst_no = b.burst_no
    left join watched as w on w.owner_key = b.owner_key and w.burst_no = b.burst_no
    left join acquainted as q on q.owner_key = b.owner_key and q.burst_no = b.burst_no),

weighed as (
    select *, cast(bround(seconds_between(first_ts, last_loan_ts)) as bigint) as burst_s,
        cast(bround(seconds_between(last_loan_ts, last_ts)) as bigint) as moved_s,
        -- more than the loans left: the rest is savings
        case when moved_amount > 1.05 * loan_amount then moved_amount - loan_amount end
            as savings_amount,
        moved_share * (watched_share * coalesce(passed_share, 0.0)) as passed_part,
        -- half of what nobody watches is taken to be passed on, less of it where one person
        -- got all, as a seller does
        moved_share * (1.0 - watched_share) as unseen_part,
        moved_share * (1.0 - watched_share) * one_share as one_part,
        -- an acquaintance who is seen to pass the money on is no better than a stranger
        known_share * (1.0 - watched_share * coalesce(passed_share, 0.0)) as known_part
    from measured),

-- card: weighed -> scored

-- one row an owner: the burst with the highest score
best as (
    select * from scored
    qualify row_number() over (partition by owner_key order by score desc, first_ts) = 1),

used as (
    select b.owner_key, array_sort(array_agg(distinct a.number)) as accounts,
        case when count(a.bank) > 0
        then array_sort(array_agg(distinct a.bank) filter (where a.bank is not null)) end as banks
    from best as b
    join party as a on a.owner_key = b.owner_key
    group by b.owner_key),

reached as (
    select m.owner_key, array_sort(array_agg(distinct m.number)) as to_accounts
    from moved as m
    join best as b on b.owner_key = m.owner_key and b.burst_no = m.burst_no
    group by m.owner_key)

select best.owner_key as owner, used.accounts, used.banks, best.loans, best.loan_amount,
    best.moved_amount, best.start_ts as first_ts, best.last_ts,
    cast(floor(seconds_between(best.start_ts, best.last_ts) / 60) as bigint) as minutes,
    reached.to_accounts, best.score, best.loan_ids || best.ids as transfers,
    best.card
from best
join used on used.owner_key = best.owner_key
join reached on reached.owner_key = best.owner_key
