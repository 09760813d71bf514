-- One row a statement file, with the fates of its rows counted.
with told as (
    select row // 4294967296 as statement_file, fate, count(*) as times from fate group by all
    union all
    select section.statement_file, fate, count(*)
    from remark join section on section.id = remark.section group by all)
select statement_file.id, statement_file.name as file, statement_file.sha256, statement_file.rows,
    coalesce(sum(times) filter (fate = 'transfer'), 0)::bigint as transfers,
    coalesce(sum(times) filter (fate = 'paired'), 0)::bigint as paired,
    coalesce(sum(times) filter (fate = 'duplicate'), 0)::bigint as duplicates,
    coalesce(sum(times) filter (fate = 'rejected'), 0)::bigint as rejected,
    coalesce(sum(times) filter (fate = 'skipped'), 0)::bigint as skipped,
    coalesce(sum(times) filter (fate = 'complaint'), 0)::bigint as complaints,
    coalesce(sum(times) filter (fate = 'link'), 0)::bigint as links,
    coalesce(sum(times) filter (fate = 'warned'), 0)::bigint as warned
from statement_file left join told on told.statement_file = statement_file.id
group by statement_file.id, statement_file.name, statement_file.sha256, statement_file.rows
order by statement_file.name, statement_file.id
