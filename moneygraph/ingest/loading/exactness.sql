-- name: look
-- Whether no time has seconds, and whether some may be a bank's posting time: an end of a day, or a
-- second on which many of the first rows fall.
select count(*) > 0 and max(second(ts)) = 0,
    bool_or(ts::time in (time '23:59:59', time '23:59:00', time '00:00:00', time '00:00:01'))
        or exists (
            select 1 from (select ts from row_base where section = $1 and not day_only limit 1000)
            group by ts::time having count(*) >= 10)
from row_base where section = $1 and not day_only

-- name: to_the_minute
-- Times without seconds: the cells show none, or the zeros are too many for chance.
update section set to_the_minute = true
where id = $section and exists (
    select 1 from row_base where section = $section and not day_only
    having count(*) >= 3 or not exists (
        select 1 from kept where regexp_matches(ts_cell, ':\d+:')))

-- name: posted
-- Times at which a bank posts what happened at some time of the day: a second of the day on which
-- far more rows fall than chance puts there. Such rows are known to the day only. The ends of days
-- need few; any other second is looked at where it is frequent among the first rows.
update row_base set day_only = true
where section = $section and not day_only and ts::time in (
    select one.second from (
        select ts::time as second, count(*) as times, count(distinct ts::date) as days
        from row_base
        where section = $section and not day_only and ts::time in (
            select unnest([time '23:59:59', time '23:59:00', time '00:00:00', time '00:00:01'])
            union
            select ts::time from (
                select ts from row_base where section = $section and not day_only limit 1000)
            group by ts::time having count(*) >= 10)
        group by ts::time) as one,
        (select count(*) as rows, approx_count_distinct(ts::time) as seconds
        from row_base where section = $section and not day_only) as every
    where one.times > 10 * every.rows / 86400
        and case when one.second = time '23:59:59' then true
        -- a spreadsheet of days alone shows each of them as midnight
        when one.second = time '00:00:00' and one.times = every.rows and one.times > 1 then true
        -- midnight is as likely as any other time where times are whole hours
        when one.second in (time '23:59:00', time '00:00:00', time '00:00:01')
        then one.days > 1 and (one.times > 5 * every.rows / every.seconds or 2 * one.times >= every.rows)
        else one.times >= 20 and one.days >= 5 and one.times >= 0.3 * every.rows
            and every.seconds >= 10 end)
