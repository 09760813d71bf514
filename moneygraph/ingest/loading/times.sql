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

-- Times at which a bank posts what happened at some time of the day: the ends of days, and any
-- second on which far more rows fall than on all others. Such rows are known to the day only.
update row_base set day_only = true
where section = $section and not day_only and ts::time in (
    select ts::time from row_base
    where section = $section and not day_only
    group by ts::time
    having (ts::time in (time '23:59:59', time '23:59:00', time '00:00:00', time '00:00:01')
            and (ts::time = time '23:59:59' or count(distinct ts::date) > 1))
        or (count(*) >= 20 and count(distinct ts::date) >= 5 and count(*) >= 0.3 * (
            select count(*) from row_base where section = $section and not day_only)
            and (select count(distinct ts::time) from row_base
                where section = $section and not day_only) >= 10));
