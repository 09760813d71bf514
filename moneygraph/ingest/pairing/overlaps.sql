-- name: named
-- A party without an account number that one bank's files know by an IIN or BIN: the account that
-- other rows of that bank give with it, where they give no other.
create or replace temp table named_party as
with nameless as (
    select id as account, regexp_extract(number, '^\?(\d{12})( |$)', 1) as owner
    from number where regexp_matches(number, '^\?\d{12}( |$)')),
party as (
    select p.reporter, side.owner, side.account
    from row_parties as r join placed as p using (id),
        lateral (values (r.from_id, p.from_account), (r.to_id, p.to_account)) as side(owner, account)
    where side.owner in (select owner from nameless))
select reporter, nameless.account, min(party.account) as named
from party join nameless using (owner)
where party.account not in (select id from number where number[1] = '?')
group by all having count(distinct party.account) = 1;

-- name: unnamed
create or replace temp table named_party (reporter varchar, account bigint, named bigint);

-- name: shared
-- Rows that several sections of one bank can have in common, for `overlaps.keep_rows`: by what
-- moved (`what`), in the order of time, the sections first of which rows are kept: those that show
-- sides and account numbers, have all decimals, and the most exact times. Rows that are known to the day are compared as
-- times to the minute are: exactly. Amounts are compared in whole tenge where a section has no
-- decimals at all and another one has some, and sides only where both sections show them.
with several as (
    select reporter from section_order group by reporter having count(*) > 1),
shown as (
    select o.reporter, o.section, o.rank, bool_and(r.amount % 100 = 0) as whole,
        bool_or(r.side is null) as vague, count(f.named) + count(t.named) > 0 as lacking
    from row_base as r join section_order as o using (section)
    left join named_party as f on f.reporter = o.reporter and f.account = r.from_account
    left join named_party as t on t.reporter = o.reporter and t.account = r.to_account
    where o.reporter in (select reporter from several)
    group by all),
place as (
    select shown.section, s.to_the_minute, whole and not bool_and(whole) over of_bank as rounded,
        bool_or(whole) over of_bank and not bool_and(whole) over of_bank as some_rounded,
        bool_or(vague) over of_bank and not bool_and(vague) over of_bank as some_vague,
        row_number() over (order by vague, lacking, whole, s.to_the_minute, rank) as place
    from shown join section as s on s.id = shown.section
    window of_bank as (partition by shown.reporter)),
-- the days on which two sections of a bank have rows, or nearly: others repeat nothing
day as (
    select reporter, unnest(range(first, last, interval 1 day)) as day
    from (
        select o.reporter, min(r.ts)::date - 1 as first, max(r.ts)::date + 2 as last
        from row_base as r join section_order as o using (section)
        where o.reporter in (select reporter from several)
        group by o.reporter, section)),
common_day as (
    select reporter, day::date as day from day group by all having count(*) > 1),
hashed as (
    select p.id, place, p.position, to_the_minute or p.day_only as to_the_minute,
        epoch(case when p.day_only then p.ts::date else p.ts end)::bigint as seconds,
        rounded, p.amount, case p.side when 'D' then 0 when 'C' then 1 else -1 end as side,
        hash(p.reporter, coalesce(f.named, p.from_account), coalesce(t.named, p.to_account),
            case when some_rounded then (p.amount + 50) // 100 else p.amount end, p.currency,
            case when some_vague then null else p.side end, p.day_only, p.minus) as what
    from placed as p join place using (section)
    left join named_party as f on f.reporter = p.reporter and f.account = p.from_account
    left join named_party as t on t.reporter = p.reporter and t.account = p.to_account
    where (p.reporter, p.ts::date) in (select reporter, day from common_day)),
shared as (
    select what from hashed group by what having min(place) <> max(place))
select id, what, place, to_the_minute, seconds, rounded, amount, side
from hashed where what in (select what from shared)
order by what, place, seconds, position
