-- The rows of all sections, with the bank that reports each.

-- an order of sections that does not depend on which file was loaded first
create or replace temp table section_order as
select section.id as section, coalesce(section.bank, '') as reporter,
    section.bank is not null as known,
    section.bank is null and section.id not in (select section from cover) as anonymous,
    row_number() over (order by statement_file.sha256, section.row_offset)::bigint as rank
from section join statement_file on statement_file.id = section.statement_file;

create or replace temp view placed as
select r.*, m.id is not null as minus, o.reporter, o.known, o.anonymous, o.rank,
    o.rank * 4294967296 + r.id % 4294967296 as position
from row_base as r join section_order as o using (section)
left join row_minus as m on m.id = r.id;

create or replace temp table reporter_source as
select reporter, row_number() over (order by reporter)::bigint as source
from (select distinct reporter from section_order);
