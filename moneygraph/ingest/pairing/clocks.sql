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
