-- Rows that several sections of one bank can have in common, for `overlaps.keep_rows`: by what
-- moved (`what`), the section with the most exact times first, in the order of time. Rows that are
-- known to the day are compared as times to the minute are: exactly.
with hashed as (
    select p.id, p.rank, p.position, s.to_the_minute or p.day_only as to_the_minute,
        epoch(case when p.day_only then p.ts::date else p.ts end)::bigint as seconds,
        hash(p.reporter, p.from_account, p.to_account, p.amount, p.currency, p.side, p.day_only,
            p.minus)
            as what
    from placed as p join section as s on s.id = p.section
    where p.reporter in (
        select reporter from section_order group by reporter having count(*) > 1)),
shared as (
    select what from hashed group by what having min(rank) <> max(rank))
select id, what, rank, to_the_minute, seconds
from hashed where what in (select what from shared)
order by what, to_the_minute, rank, seconds, position
