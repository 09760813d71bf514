-- Which rows stand, once overlapping exports of one bank are counted as the larger multiset,
-- and which bank speaks in each of them.

-- A place in the order that does not depend on which export was loaded first.
create or replace temp table section_order as
select section.id as section, export.id as export, coalesce(section.bank, '') as reporter,
    section.bank is not null as known,
    row_number() over (order by export.sha256, section.row_offset)::bigint as rank
from section join export on export.id = section.export;

create or replace temp table placed as
select r.*, o.reporter, o.known, o.rank, o.rank * 4294967296 + r.id % 4294967296 as position,
    row_number() over (
        partition by r.section, r.ts, r.from_account, r.to_account, r.amount, r.currency, r.side
        order by r.id) as occurrence
from row_base as r join section_order as o using (section);

create or replace temp table told as
select id, first_value(id) over same as kept
from placed
window same as (
    partition by reporter, ts, from_account, to_account, amount, currency, side, occurrence
    order by position);

-- sides: 0 the payer's bank speaks, 1 the payee's, 2 both, 3 not known
create or replace temp table side_row as
select p.id, p.ts, p.day_only, p.amount, p.currency, w.reference, p.position,
    case when f.number[1] <> '?' then p.from_account end as from_account,
    case when t.number[1] <> '?' then p.to_account end as to_account,
    padded_id(y.from_id)::bigint as from_owner,
    padded_id(y.to_id)::bigint as to_owner,
    case
    when p.side = 'D' then 0
    when p.side = 'C' then 1
    when cf.account is not null and ct.account is not null then 2
    when cf.account is not null then 0
    when ct.account is not null then 1
    else 3 end as side,
    -- rows of which nobody is known to speak count as told by one, so that they stay apart
    case when p.known then p.rank else 0 end as source
from placed as p
join told on told.id = p.id and told.kept = p.id
left join row_codes as w on w.id = p.id
left join row_parties as y on y.id = p.id
join number as f on f.id = p.from_account
join number as t on t.id = p.to_account
left join (select distinct section, account from cover) as cf
    on cf.section = p.section and cf.account = p.from_account
left join (select distinct section, account from cover) as ct
    on ct.section = p.section and ct.account = p.to_account;
