-- What a case holds, whatever the order of loading: its exports and how each was read.
select coalesce(sha256(string_agg(said, '\n' order by said)), '')
from (
    select e.sha256 || ' ' || coalesce(s.name, '') || ' ' || coalesce(s.loader_sha256, '')
        || ' ' || coalesce(s.covers, '') as said
    from export as e
    left join section as s on s.export = e.id)
