-- Which rows are kept, as overlapping statement files of one bank count as the larger multiset
-- and not as the sum, and the side that each reports. `overlapping` (id, kept) has the rows that
-- repeat one of another section of their bank; see overlaps.py.

create or replace temp table kept_of_reporter as
select placed.id, coalesce(overlapping.kept, placed.id) as kept
from placed left join overlapping on overlapping.id = placed.id;

-- Equal to the second: a bank's row that does not show its side repeats one that does, and a row
-- whose reporter is not known repeats that of any bank.
create or replace temp table kept_row as
with vague as (
    select * from placed
    where side is null and (anonymous or reporter in (
        select reporter from placed where side is not null))),
copy as (
    select vague.id, arg_min(p.id, (p.side is null, p.position)) as kept
    from placed as p join vague using (ts, from_account, to_account, amount, currency, occurrence)
    where p.known and (vague.anonymous or (p.reporter = vague.reporter and p.side is not null))
    group by vague.id)
select t.id, coalesce(copy.kept, t.kept) as kept
from kept_of_reporter as t left join copy on copy.id = t.id;

-- IINs and BINs with valid check digits: others are no reason to keep two sides apart
create or replace temp table owner_id as
select text, padded_id(text)::bigint as owner
from (select from_id as text from row_parties union select to_id from row_parties)
where id_holds(padded_id(text));

-- sides: 0 the payer's bank reports, 1 the payee's, 2 both, 3 not known
create or replace temp table side_row as
select p.id, p.ts, p.ts as moment, p.day_only, p.amount, p.currency, w.reference, p.position,
    case when f.number[1] <> '?' then p.from_account end as from_account,
    case when t.number[1] <> '?' then p.to_account end as to_account,
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
join kept_row on kept_row.id = p.id and kept_row.kept = p.id
left join row_codes as w on w.id = p.id
left join row_parties as y on y.id = p.id
left join owner_id as fo on fo.text = y.from_id
left join owner_id as t_o on t_o.text = y.to_id
join reporter_source as b on b.reporter = p.reporter
join number as f on f.id = p.from_account
join number as t on t.id = p.to_account
left join (select distinct section, account from cover) as cf
    on cf.section = p.section and cf.account = p.from_account
left join (select distinct section, account from cover) as ct
    on ct.section = p.section and ct.account = p.to_account;
