-- name: certain
-- Pairs of rows that are certain without their times: the only debit and the only credit of one
-- amount between two accounts, as two known banks report them. `lag` is how many seconds after
-- the debit the credit is, by the clocks of both.
select debit_source, credit_source, epoch(day)::bigint // 86400 as day, lag
from (
    select max(source) filter (side = 0) as debit_source,
        max(source) filter (side = 1) as credit_source, max(ts) filter (side = 0) as day,
        epoch(max(ts) filter (side = 1))::bigint - epoch(max(ts) filter (side = 0))::bigint as lag
    from side_row
    where side < 2 and source > 0 and not day_only
        and from_account is not null and to_account is not null
    group by from_account, to_account, amount, currency
    having count(*) = 2 and min(side) <> max(side))
where debit_source <> credit_source and abs(lag) <= $most
order by debit_source, credit_source, day, lag;

-- name: correct
-- The times of all sides by one clock; the days are those of the written time.
update side_row set moment = ts - to_seconds(known_clock.seconds)
from known_clock
where known_clock.source = side_row.source and known_clock.seconds <> 0 and not side_row.day_only
    and epoch(ts)::bigint // 86400 between known_clock.first_day and known_clock.last_day;

-- name: state
insert into clock
select b.reporter, a.reporter,
    case when first_day > -20000 then date '1970-01-01' + first_day::integer end,
    case when last_day < 50000 then date '1970-01-01' + last_day::integer end, seconds,
    case when a.source is not null then pairs end
from known_clock join reporter_source as b on b.source = known_clock.source
left join reporter_source as a on a.source = known_clock.against
order by all;

-- name: decided
select source, -1, coalesce(first_day - date '1970-01-01', -20000),
    coalesce(last_day - date '1970-01-01', 50000), seconds, 0
from decision join reporter_source on reporter_source.reporter = decision.bank
where kind = 'clock'
order by all;
