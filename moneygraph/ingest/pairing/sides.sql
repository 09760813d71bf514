-- Which rows repeat others (`repeat_row`), as overlapping statement files of one bank count as the
-- larger multiset and not as the sum, and the side that each other row reports. `overlapping`
-- (id, kept) has the rows that repeat one of another section of their bank; see overlaps.py.

-- Equal to the second: a row whose reporter is not known repeats that of any bank.
create or replace temp table vague as
select id, ts, from_account, to_account, amount, currency, minus from placed
where side is null and anonymous;

create or replace temp table repeat_row as
with counted as (
    select p.id, p.ts, p.from_account, p.to_account, p.amount, p.currency, p.minus, p.side,
        p.reporter, p.known, p.position, row_number() over (
            partition by p.section, p.ts, p.from_account, p.to_account, p.amount, p.currency,
                p.minus, p.side
            order by p.id) as occurrence
    from placed as p
    where (p.ts, p.from_account, p.to_account, p.amount) in (
        select (ts, from_account, to_account, amount) from vague)),
copy as (
    select v.id, arg_min(p.id, (p.side is null, p.position)) as kept
    from counted as p join (
        select vague.*, counted.occurrence from counted join vague using (id)) as v
    using (ts, from_account, to_account, amount, currency, minus, occurrence)
    where p.known
    group by v.id)
select id, kept from copy where kept <> id
union all
select id, kept from overlapping where id not in (select id from copy);

-- IINs and BINs with valid check digits: others are no reason to keep two sides apart
create or replace temp table owner_id as
select text, padded_id(text)::bigint as owner
from (select from_id as text from row_parties union select to_id from row_parties)
where id_holds(padded_id(text));

create or replace temp table no_number as select id from number where number[1] = '?';

-- sides: 0 the payer's bank reports, 1 the payee's, 2 both, 3 not known
create or replace temp table side_row as
select p.id, p.ts, p.ts as moment, p.day_only, p.amount, p.currency, w.reference, p.position,
    p.minus, p.kind, p.from_account as stated_from, p.to_account as stated_to,
    case when f.id is null then p.from_account end as from_account,
    case when t.id is null then p.to_account end as to_account,
    fo.owner as from_owner, t_o.owner as to_owner,
    case
    when p.side = 'D' then 0
    when p.side = 'C' then 1
    when cf.account is not null and ct.account is not null then 2
    when cf.account is not null then 0
    when ct.account is not null then 1
    else 3 end as side,
    -- the reporter: above 0 a known bank, below 0 a section that covers accounts of several banks,
    -- and 0 an unknown one; rows of 0 count as of one reporter, so they are never paired
    case when p.known then b.source when p.anonymous then 0 else -p.rank end as source
from placed as p
left join row_codes as w on w.id = p.id
left join row_parties as y on y.id = p.id
left join owner_id as fo on fo.text = y.from_id
left join owner_id as t_o on t_o.text = y.to_id
join reporter_source as b on b.reporter = p.reporter
left join no_number as f on f.id = p.from_account
left join no_number as t on t.id = p.to_account
left join (select distinct section, account from cover) as cf
    on cf.section = p.section and cf.account = p.from_account
left join (select distinct section, account from cover) as ct
    on ct.section = p.section and ct.account = p.to_account
where p.id not in (select id from repeat_row);
