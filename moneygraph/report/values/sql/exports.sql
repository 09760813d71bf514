-- One row an export, with the fates of its rows counted.
with told as (
    select row // 4294967296 as export, fate, count(*) as times from fate group by all
    union all
    select section.export, fate, count(*)
    from remark join section on section.id = remark.section group by all)
select export.id, export.name as file, export.sha256, export.rows,
    coalesce(sum(times) filter (fate = 'transfer'), 0)::bigint as transfers,
    coalesce(sum(times) filter (fate = 'paired'), 0)::bigint as paired,
    coalesce(sum(times) filter (fate = 'duplicate'), 0)::bigint as duplicates,
    coalesce(sum(times) filter (fate = 'rejected'), 0)::bigint as rejected,
    coalesce(sum(times) filter (fate = 'skipped'), 0)::bigint as skipped,
    coalesce(sum(times) filter (fate = 'complaint'), 0)::bigint as complaints,
    coalesce(sum(times) filter (fate = 'link'), 0)::bigint as links,
    coalesce(sum(times) filter (fate = 'warned'), 0)::bigint as warned
from export left join told on told.export = export.id
group by export.id, export.name, export.sha256, export.rows
order by export.name, export.id
