-- Complaints and links that repeat another row. Overlapping files of complaints count as the larger
-- multiset, since a victim can have paid the same twice in a day; two equal links are one. Which of
-- equal rows is kept does not depend on the order of loading.

create or replace temp table section_order as
select section.id as section,
    row_number() over (order by statement_file.sha256, section.row_offset)::bigint as rank
from section join statement_file on statement_file.id = section.statement_file;

insert into duplicate
with placed as (
    select c.row, c.number, c.transfer, c.amount, c.currency, c.ts, c.day_only, c.account,
        c.victim, s.rank,
        row_number() over (
            partition by c.section, c.number, c.transfer, c.amount, c.currency, c.ts,
                c.day_only, c.account, c.victim order by c.row) as occurrence
    from complaint as c join section_order as s on s.section = c.section)
select row, null from placed
qualify row_number() over (
    partition by number, transfer, amount, currency, ts, day_only, account, victim, occurrence
    order by rank, row) > 1;

insert into duplicate
select l.row, null
from link as l join section_order as s on s.section = l.section
qualify row_number() over (
    partition by l.account, l.kind, l.value order by s.rank, l.row) > 1;
