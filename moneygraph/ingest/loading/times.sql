-- How exact the times of one section are: called once its rows are in ``row_base``.

-- Times without seconds: none has any, and the cells show none or are too many for chance. (Cells
-- are looked at only where no time has seconds.)
update section set to_the_minute = true
where id = $section
    and not exists (
        select 1 from row_base where section = $section and not day_only and second(ts) <> 0)
    and exists (
        select 1 from row_base where section = $section and not day_only
        having count(*) >= 3 or (count(*) > 0 and not exists (
            select 1 from kept where regexp_matches(ts_cell, ':\d+:'))));

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
        -- midnight is as likely as any other time where times are whole hours
        when one.second in (time '23:59:00', time '00:00:00', time '00:00:01')
        then one.days > 1 and (one.times > 5 * every.rows / every.seconds or 2 * one.times >= every.rows)
        else one.times >= 20 and one.days >= 5 and one.times >= 0.3 * every.rows
            and every.seconds >= 10 end);
