-- The banks of the accounts of one sheet, and warnings on numbers that fail their checks.

create or replace temp table stated_bank as
with party as (
    select b.from_account, b.to_account, p.* from row_base as b
    join row_parties as p on p.id = b.id
    where b.section = $section and p.id between $first_row and $last_row),
stated as (
    select from_account as account, from_bank as bank from party where from_bank is not null
    union all
    select to_account, to_bank from party where to_bank is not null),
counted as (
    select account, bank, count(*) as times from stated group by account, bank)
select account, bank from counted
qualify row_number() over (partition by account order by times desc, bank) = 1;

create or replace temp table bank_name as
select bank as text, bank_code(bank, words) as code
from (select distinct bank, spaced(bank) as words from stated_bank);

create or replace temp table section_account as
select a.id as account, n.number, coalesce(n.bank, b.code) as bank
from (select distinct id from raw_account) as a
join number as n on n.id = a.id
left join stated_bank as s on s.account = a.id
left join bank_name as b on b.text = s.bank;

create or replace temp table broken_number as
select distinct id, (select number from number where number.id = raw_account.id) as number
from raw_account where broken;

insert into remark
select min(id), $section, 'warned', 'iban', number
from (
    select row_base.id, n.number from row_base join broken_number as n on n.id = from_account
    where section = $section
    union all
    select row_base.id, n.number from row_base join broken_number as n on n.id = to_account
    where section = $section)
group by number;

insert into remark
select id, $section, 'warned', 'iin', stated
from (select min(id) as id, stated from (
    select id, from_id as stated from row_parties
    where id between $first_row and $last_row and from_id is not null
    union all
    select id, to_id from row_parties
    where id between $first_row and $last_row and to_id is not null)
    group by stated)
where not coalesce(id_holds(padded_id(stated)), false);
