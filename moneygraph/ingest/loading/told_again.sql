-- Complaints and links that another row has told. Files of complaints that overlap count as the
-- larger multiset, since a victim can have paid the same twice in a day; a link told twice is one.
-- Which row stands for its likes does not depend on the order of loading.

create or replace temp table section_place as
select section.id as section,
    row_number() over (order by statement_file.sha256, section.row_offset)::bigint as place
from section join statement_file on statement_file.id = section.statement_file;

insert into duplicate
with placed as (
    select c.row, c.number, c.transfer, c.amount, c.currency, c.ts, c.day_only, c.account,
        c.victim, s.place,
        row_number() over (
            partition by c.section, c.number, c.transfer, c.amount, c.currency, c.ts,
                c.day_only, c.account, c.victim order by c.row) as occurrence
    from complaint as c join section_place as s on s.section = c.section)
select row, null from placed
qualify row_number() over (
    partition by number, transfer, amount, currency, ts, day_only, account, victim, occurrence
    order by place, row) > 1;

insert into duplicate
select l.row, null
from link as l join section_place as s on s.section = l.section
qualify row_number() over (
    partition by l.account, l.kind, l.value order by s.place, l.row) > 1;
