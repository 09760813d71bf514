-- A hash of what a case holds, whatever the order of loading: its statement files, how each was
-- read, and what its hops were derived with.
select sha256(concat_ws('\n', ?, string_agg(held, '\n' order by held)))
from (
    select e.sha256 || ' ' || coalesce(s.name, '') || ' ' || coalesce(s.loader_sha256, '')
        || ' ' || coalesce(s.covers, '') as held
    from statement_file as e
    left join section as s on s.statement_file = e.id)
