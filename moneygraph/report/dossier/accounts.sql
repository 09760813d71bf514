-- What a report says of accounts ($numbers, in order).

-- name: accounts
select n.number, a.bank, a.owner, a.name, coalesce(a.kind, 'unknown') as kind,
    a.covered_from is not null as held
from (select unnest($numbers::varchar[]) as number, generate_subscripts($numbers::varchar[], 1) as place) as n
left join account as a on a.number = n.number
order by n.place

-- name: links
-- The phones, devices and other things that link them.
select distinct n.number, l.kind, l.value
from link as l join number as n on n.id = l.account
where n.number in (select unnest($numbers::varchar[]))
order by all

-- name: places
-- The rows that report transfers ($ids): the payer's side first.
with side as (
    select id, 1 as rank, debit_row as row from transfer
    where id in (select unnest($ids::integer[])) and debit_row is not null
    union all
    select id, 2, credit_row from transfer
    where id in (select unnest($ids::integer[])) and credit_row is not null
        and credit_row is distinct from debit_row),
sheets as (select statement_file, count(*) as times from section group by statement_file)
select side.id, f.name as file, s.name as sheet, side.row % 4294967296 - s.row_offset as row,
    sheets.times as sheets
from side
join row_base as b on b.id = side.row
join section as s on s.id = b.section
join statement_file as f on f.id = s.statement_file
join sheets on sheets.statement_file = f.id
order by side.id, rank

-- name: loans
-- Loans that came to the owners of robbed accounts in the day before the last of their money left:
-- `robbed` has the accounts' numbers, and when their money left first and last.
with victim as (
    select coalesce(a.owner, a.number) as who, min(r.first_ts) as first_ts, max(r.last_ts) as last_ts
    from robbed as r join account as a on a.number = r.number
    group by who)
select t.id
from transfer as t
join account as a on a.id = t.to_account
join victim as v on v.who = coalesce(a.owner, a.number)
where t.kind = 'loan' and t.credit_ts between v.first_ts - interval 1 day and v.last_ts
order by t.id

-- name: holders
-- The commonest name of each owner ($owners).
select owner, arg_min(name, (-rows, name)) as name from holder
where counts and name is not null and owner in (select unnest($owners::varchar[]))
group by owner order by owner

-- name: owner_accounts
select number from account where id in (select unnest($ids::integer[])) order by number

-- name: owners
select distinct owner from account
where number in (select unnest($numbers::varchar[])) and owner is not null
order by owner

-- name: shared
-- The phones, devices and owners that more than one of some accounts ($numbers) have.
with one as (
    select n.number, l.kind as what, l.value
    from link as l join number as n on n.id = l.account
    where n.number in (select unnest($numbers::varchar[])) and l.kind in ('phone', 'device')
    union
    select a.number, 'owner', a.owner from account as a
    where a.number in (select unnest($numbers::varchar[])) and a.owner is not null)
select what, value, list(number order by number) from one
group by what, value having count(*) > 1 order by what, value

-- name: days
-- Which of some transfers ($ids) have no time of day at the payer's side.
select id from transfer where id in (select unnest($ids::integer[])) and day_only
