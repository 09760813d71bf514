-- What is measured of each transfer of a window: of itself, of the pair, of both its ends, and of the
-- hops before and after it. tables/transfer-features.toml names what looks at later transfers.

-- name: moved
create or replace temp table moved as
select id, ts, credit_ts, day_only, from_account, to_account, amount, to_amount,
    enum_code(currency) as currency, enum_code(to_currency) as to_currency, kind, own
from transfer
where from_account <> to_account and amount > 0 and to_amount > 0
    and epoch_us(ts) >= $first_us and epoch_us(ts) < $end_us;

-- both sides of each of them
create or replace temp table movement as
select id, false as is_credit, from_account as account, to_account as other, ts as moment, amount, currency
from moved
union all
select id, true, to_account, from_account, credit_ts, to_amount, to_currency from moved;

-- name: sides
-- What an account had done by then, on each side of each transfer, and how many it meets in the week
-- after. What has the same moment counts as before, so that no order of rows makes a difference.
create or replace temp table side as
with counted as (
    select id, is_credit, account, currency, moment, amount,
        count(*) filter (where is_credit) over day as day_received_count,
        count(*) filter (where not is_credit) over day as day_paid_count,
        cast(sum(amount) filter (where is_credit) over day as double) as day_received,
        cast(sum(amount) filter (where not is_credit) over day as double) as day_paid,
        count(distinct other) filter (where is_credit) over day as day_payers,
        count(distinct other) filter (where not is_credit) over day as day_payees,
        count(*) filter (where is_credit) over week as week_received_count,
        count(*) filter (where not is_credit) over week as week_paid_count,
        cast(sum(amount) filter (where is_credit) over week as double) as week_received,
        cast(sum(amount) filter (where not is_credit) over week as double) as week_paid,
        count(distinct other) filter (where is_credit) over week as week_payers,
        count(distinct other) filter (where not is_credit) over week as week_payees,
        count(*) filter (where is_credit) over ever as ever_received_count,
        count(*) filter (where not is_credit) over ever as ever_paid_count,
        cast(sum(amount) filter (where is_credit) over ever as double) as ever_received,
        cast(sum(amount) filter (where not is_credit) over ever as double) as ever_paid,
        count(distinct other) filter (where is_credit) over ever as ever_payers,
        count(distinct other) filter (where not is_credit) over ever as ever_payees,
        max(amount) filter (where is_credit) over ever as largest_received,
        max(amount) filter (where not is_credit) over ever as largest_paid,
        count(distinct other) filter (where is_credit) over later as later_payers,
        count(distinct other) filter (where not is_credit) over later as later_payees,
        seconds_between(min(moment) over ever, moment) as age_s,
        seconds_between(max(moment) filter (where is_credit) over past, moment) as received_gap_s,
        seconds_between(max(moment) filter (where not is_credit) over past, moment) as paid_gap_s,
        sum(if(is_credit, amount, -amount)) over settled as balance
    from movement
    window day as (partition by account, currency order by moment
            range between interval 1 day preceding and current row),
        week as (partition by account, currency order by moment
            range between interval 7 days preceding and current row),
        ever as (partition by account, currency order by moment
            range between unbounded preceding and current row),
        past as (partition by account, currency order by moment
            range between unbounded preceding and interval 1 microsecond preceding),
        later as (partition by account, currency order by moment
            range between current row and interval 7 days following),
        settled as (partition by account, currency order by moment, is_credit desc, id
            rows between unbounded preceding and current row))
select * exclude (account, currency, moment, amount, balance),
    -- what it held before it paid, where it had begun with the least that never lets it fall below zero
    cast(balance + amount - least(0, min(balance) over (partition by account, currency
        order by moment, is_credit desc, id rows between unbounded preceding and current row)) as double)
        as held
from counted;

-- name: pairs
-- What the two had paid each other by then, and when they do so again.
create or replace temp table pair as
with both_ways as (
    select id, from_account < to_account as is_up, ts, credit_ts, amount,
        least(from_account, to_account) as one, greatest(from_account, to_account) as other
    from moved),
counted as (
    select id, is_up,
        count(*) filter (where is_up) over ever as up_ever,
        count(*) filter (where not is_up) over ever as down_ever,
        count(*) filter (where is_up) over past as up_past,
        count(*) filter (where not is_up) over past as down_past,
        cast(sum(amount) filter (where is_up) over past as double) as up_amount,
        cast(sum(amount) filter (where not is_up) over past as double) as down_amount,
        seconds_between(max(ts) filter (where is_up) over past, ts) as up_gap_s,
        seconds_between(max(ts) filter (where not is_up) over past, ts) as down_gap_s,
        seconds_between(ts, min(ts) filter (where is_up) over future) as up_after_s,
        seconds_between(ts, min(ts) filter (where not is_up) over future) as down_after_s,
        count(*) filter (where is_up) over whole as up_all,
        count(*) filter (where not is_up) over whole as down_all
    from both_ways
    window ever as (partition by one, other order by ts
            range between unbounded preceding and current row),
        past as (partition by one, other order by ts
            range between unbounded preceding and interval 1 microsecond preceding),
        future as (partition by one, other order by ts
            range between interval 1 microsecond following and unbounded following),
        whole as (partition by one, other))
select id,
    if(is_up, up_past, down_past) as pair_count, if(is_up, up_amount, down_amount) as pair_amount,
    if(is_up, up_gap_s, down_gap_s) as pair_gap_s, if(is_up, down_past, up_past) as back_count,
    if(is_up, down_gap_s, up_gap_s) as back_gap_s,
    if(is_up, up_all - up_ever, down_all - down_ever) as pair_later,
    if(is_up, down_after_s, up_after_s) as returned_gap_s
from counted;

-- name: equals
create or replace temp table equal as
select id, count(*) over paid as equal_paid, count(*) over received as equal_received
from moved
window paid as (partition by from_account, currency, amount order by ts
        range between interval 7 days preceding and current row),
    received as (partition by to_account, to_currency, to_amount order by credit_ts
        range between interval 7 days preceding and current row);

-- name: hops
create or replace temp table moved_hop as
select h.in_transfer, h.out_transfer, h.amount, h.dwell_s,
    h.amount / cast(greatest(i.to_amount, o.amount) as double) as alike
from hop as h
join moved as i on i.id = h.in_transfer
join moved as o on o.id = h.out_transfer
where h.dwell_s <= 604800;

create or replace temp table fed as
select out_transfer as id, coalesce(sum(amount) filter (where dwell_s <= 3600), 0) as fed_hour,
    coalesce(sum(amount) filter (where dwell_s <= 86400), 0) as fed_day, sum(amount) as fed_week,
    max(alike) as fed_alike, count(*) as fed_count
from moved_hop group by out_transfer;

create or replace temp table passed as
select in_transfer as id, coalesce(sum(amount) filter (where dwell_s <= 3600), 0) as passed_hour,
    coalesce(sum(amount) filter (where dwell_s <= 86400), 0) as passed_day, sum(amount) as passed_week,
    max(alike) as passed_alike, count(*) as passed_count, min(dwell_s) as passed_first_s
from moved_hop group by in_transfer;

-- name: following
-- The transfer by which most of each went on within three days, the first of equals.
select in_transfer as one, out_transfer as other from moved_hop
where dwell_s <= 259200
qualify row_number() over (partition by in_transfer order by amount desc, out_transfer) = 1
order by one;

-- name: preceding
-- The transfer that paid for most of each within three days, the first of equals.
select out_transfer as one, in_transfer as other from moved_hop
where dwell_s <= 259200
qualify row_number() over (partition by out_transfer order by amount desc, in_transfer) = 1
order by one;

-- name: whole
create or replace temp table measured_transfer as
with usual as (
    select currency, median(amount) as usual_amount from moved group by currency)
select m.id, m.from_account, m.to_account, m.amount, m.to_amount, m.kind, m.own, u.usual_amount,
    length(m.amount::varchar) - length(rtrim(m.amount::varchar, '0')) as zeros,
    if(m.day_only, null, extract(hour from m.ts) + extract(minute from m.ts) / 60.0) as hour,
    isodow(m.ts) as weekday,
    (m.kind in ('cash_out', 'abroad') or r.kind in ('exchange', 'cash', 'abroad'))::integer
        as leaves_banks,
    (m.to_account in (select account from trader))::integer as to_trader,
    (r.kind in ('company', 'merchant', 'state', 'loan desk'))::integer as to_firm,
    (f.kind in ('company', 'merchant', 'state', 'loan desk'))::integer as from_firm,
    (f.bank <> r.bank)::integer as between_banks,
    {sides},
    p.* exclude (id), e.* exclude (id),
    coalesce(fed_hour, 0) as fed_hour, coalesce(fed_day, 0) as fed_day,
    coalesce(fed_week, 0) as fed_week, fed_alike, coalesce(fed_count, 0) as fed_count,
    coalesce(passed_hour, 0) as passed_hour, coalesce(passed_day, 0) as passed_day,
    coalesce(passed_week, 0) as passed_week, passed_alike, coalesce(passed_count, 0) as passed_count,
    passed_first_s, n.* exclude (id), h.* exclude (id)
from moved as m
join usual as u on u.currency = m.currency
join account as f on f.id = m.from_account
join account as r on r.id = m.to_account
join side as payer on payer.id = m.id and not payer.is_credit
join side as payee on payee.id = m.id and payee.is_credit
join pair as p on p.id = m.id
join equal as e on e.id = m.id
left join fed on fed.id = m.id
left join passed on passed.id = m.id
left join run_of_transfer as n on n.id = m.id
left join shape_of_transfer as h on h.id = m.id;
