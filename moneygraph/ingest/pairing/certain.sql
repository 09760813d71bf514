-- Pairs of rows that are certain without their times: the only debit and the only credit of one
-- amount between two accounts. What comes of them is what the passes would find, so that a large
-- load need not put them in order: see passes.py.

-- name: find
-- Among the rows that known banks report with a time of day. `alone`: no other row has that amount
-- between those accounts, whoever reports it, so that it is the pair as well.
create or replace temp table certain_pair as
select max(id) filter (side = 0 and is_timed) as debit_row,
    max(id) filter (side = 1 and is_timed) as credit_row,
    max(source) filter (side = 0 and is_timed) as debit_source,
    max(source) filter (side = 1 and is_timed) as credit_source,
    max(ts) filter (side = 0 and is_timed) as debit_ts,
    max(ts) filter (side = 1 and is_timed) as credit_ts,
    count(*) = 2 as alone,
    count(reference) = 2 and min(reference) = max(reference) as same_reference,
    coalesce(min(from_owner) = max(from_owner), true)
        and coalesce(min(to_owner) = max(to_owner), true) as same_owners
from (select *, source > 0 and not day_only as is_timed from side_row where side < 2)
where from_account is not null and to_account is not null
group by from_account, to_account, amount, currency
having count(*) filter (is_timed) = 2
    and min(side) filter (is_timed) <> max(side) filter (is_timed);

-- name: lags
-- Those of two banks. `lag` is how many seconds after the debit the credit is, by the clocks
-- of both.
select debit_source, credit_source, epoch(debit_ts)::bigint // 86400 as day,
    epoch(credit_ts)::bigint - epoch(debit_ts)::bigint as lag
from certain_pair
where debit_source <> credit_source
    and abs(epoch(credit_ts)::bigint - epoch(debit_ts)::bigint) <= $most
order by all;

-- name: pair
-- Those that are minutes apart by one clock.
insert into pair
with timed as (
    select p.*, debit_ts - to_seconds(coalesce(d.seconds, 0)) as debit_moment,
        credit_ts - to_seconds(coalesce(c.seconds, 0)) as credit_moment
    from certain_pair as p
    left join known_clock as d on d.source = debit_source
        and epoch(debit_ts)::bigint // 86400 between d.first_day and d.last_day
    left join known_clock as c on c.source = credit_source
        and epoch(credit_ts)::bigint // 86400 between c.first_day and c.last_day)
select debit_row, credit_row, pair_score(
        {'moment': debit_moment, 'day_only': false, 'amount': 0, 'currency': '', 'from_account': 0,
            'to_account': 0, 'from_owner': 0, 'to_owner': 0, 'reference': 0},
        {'moment': credit_moment, 'day_only': false, 'amount': 0, 'currency': '', 'from_account': 0,
            'to_account': 0, 'from_owner': 0, 'to_owner': 0, 'reference': if(same_reference, 0, 1)},
        false),
    if(same_reference and same_owners, $by_reference, $minutes_apart)
from timed
where alone and abs(epoch(credit_moment)::bigint - epoch(debit_moment)::bigint) <= $within
