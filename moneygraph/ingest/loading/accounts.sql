-- The account of each number: owner, name, bank and kind, by what most of its rows have.

create or replace temp table sighting as
select account, id, name, bank, sum(times) as times
from (
    select b.from_account as account, p.from_id as id, p.from_name as name, p.from_bank as bank,
        count(*) as times
    from row_base as b join row_parties as p on p.id = b.id
    group by all
    union all
    select b.to_account, p.to_id, p.to_name, p.to_bank, count(*)
    from row_base as b join row_parties as p on p.id = b.id
    group by all)
group by account, id, name, bank;

create or replace temp table good_id as
select text, owner from (
    select id as text, padded_id(id) as owner from (select distinct id from sighting))
where id_holds(owner);

create or replace temp table seen_owner as
with padded as (
    select account, good_id.owner, name, sum(times)::bigint as times
    from sighting join good_id on text = id group by account, good_id.owner, name)
select account, owner, sum(times)::bigint as times,
    arg_max(name, (times, length(name), name)) as name
from padded group by account, owner;

create or replace temp table likely_owner as
select account, owner, count(*) over (partition by account) as owners from seen_owner
qualify row_number() over (partition by account order by times desc, owner) = 1;

create or replace temp table likely_name as
with named as (
    select account, name, sum(times) as times from sighting
    where name is not null group by account, name)
select account, name from named
qualify row_number() over (partition by account order by times desc, length(name) desc, name) = 1;

create or replace temp table named_account as
select account, name, is_exchange(words) as is_exchange, kind_of_name(words) as kind_of_name
from (select *, spaced(name) as words from likely_name);

create or replace temp table bank_name as
select bank as text, bank_code(bank, words) as code
from (select distinct bank, spaced(bank) as words from sighting);

create or replace temp table likely_bank as
with coded as (
    select account, code as bank, sum(times) as times
    from sighting join bank_name on text = bank group by account, code)
select account, bank from coded where bank is not null
qualify row_number() over (partition by account order by times desc, bank) = 1;

-- accounts whose kind follows from kinds of transfers that they receive or pay
create or replace temp table seen_kind as
select account, kind, sum(times) as times
from (
    select to_account as account, 'to ' || kind as kind, count(*) as times from transfer
    where kind in ('card', 'goods_loan', 'cash_out', 'loan_repayment', 'abroad') group by all
    union all
    select from_account, 'from ' || kind, count(*) from transfer
    where kind in ('cash_in', 'loan') group by all)
group by account, kind;

create or replace temp table role as
select account, bool_or(kind in ('to card', 'to goods_loan')) as card,
    bool_or(kind in ('to cash_out', 'from cash_in')) as cash,
    bool_or(kind in ('from loan', 'to loan_repayment')) as loan,
    bool_or(kind = 'to abroad') as abroad
from seen_kind group by account;

delete from account;

insert into account
with known as (
    select n.id, n.number, o.owner, m.name, m.is_exchange, m.kind_of_name,
        n.bank as iban_bank, b.bank as stated,
        r.card, r.cash, r.loan, r.abroad
    from number as n
    left join likely_owner as o on o.account = n.id
    left join named_account as m on m.account = n.id
    left join likely_bank as b on b.account = n.id
    left join role as r on r.account = n.id),
banked as (
    select *, coalesce(iban_bank, stated) as bank, iban_bank is not null as kz from known),
days as (select account, min(first_day) as first_day, max(last_day) as last_day from cover group by account)
select banked.id, number, bank, owner, name,
    case
    when owner is not null and not id_is_company(owner) then 'person'
    when is_exchange then 'exchange'
    when kz and is_state_bank(bank) then 'state'
    when kind_of_name is not null then kind_of_name
    when number = '?cash' then 'cash'
    when loan then 'loan desk'
    when cash then 'cash'
    when abroad and not kz then 'abroad'
    when not kz and is_foreign_iban(number) then 'abroad'
    when card then 'merchant'
    when owner is not null then 'company'
    else 'unknown' end,
    first_day, last_day
from banked left join days on days.account = banked.id
-- numbers of refused rows, and of a side that pairing filled in, are no accounts; those of a payment
-- that was undone are
where banked.id in (
    select id from number where $all
    union select from_account from transfer where not $all
    union select to_account from transfer where not $all
    union select unnest([from_account, to_account])
    from row_base where id in (select row from undone));

delete from holder;

insert into holder
select s.account, s.owner, s.name, s.times, l.owners <= 9 or s.owner = l.owner
from seen_owner as s
join likely_owner as l on l.account = s.account
where s.account in (select id from account)
order by s.account, s.times desc, s.owner;

update transfer set own = true
from account as f, account as t
where f.id = transfer.from_account and t.id = transfer.to_account and f.owner = t.owner
    and not own;

-- transfers that were there before may be of two owners now
update transfer set own = false
from (
    select x.id from transfer as x
    join account as f on f.id = x.from_account
    join account as t on t.id = x.to_account
    where x.own and coalesce(f.owner <> t.owner, true)) as other
where other.id = transfer.id;
