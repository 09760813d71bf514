-- The statements of `status`: what a case holds.

-- name: sums
-- What the case holds, in one row.
select
    (select count(*) from transfer) as transfers,
    (select count(*) from account) as accounts,
    (select count(distinct owner) from holder where counts) as owners,
    (select count(distinct bank) from account) as banks,
    (select count(*) from account where covered_from is not null) as covered_accounts,
    (select min(ts) from transfer) as first_ts,
    (select max(credit_ts) from transfer) as last_ts,
    (select count(*) from link where row not in (select row from duplicate)) as links,
    (select count(*) from doubt where reason = 'one-sided') as one_sided

-- name: amounts
-- What was moved, by currency.
select currency, count(*) as transfers, sum(amount) as amount
from transfer group by currency order by transfers desc, currency

-- name: complaint_sums
-- How many complaint rows found their payment, also an undone one, and how many did not.
select count(*) filter (transfer is not null or reason = 'undone') as found,
    count(*) filter (transfer is null and reason <> 'undone') as missed from claim

-- name: account_kinds
select kind, count(*) as times from account group by kind order by times desc, kind

-- name: transfer_kinds
select kind, count(*) as times from transfer group by kind order by times desc, kind

-- name: files
-- One row a statement file, with the fates of its rows counted.
with counted as (
    select row // 4294967296 as statement_file, fate, count(*) as times from fate group by all
    union all
    select section.statement_file, fate, count(*)
    from remark join section on section.id = remark.section group by all)
select statement_file.id, statement_file.name as file, statement_file.sha256, statement_file.rows,
    coalesce(sum(times) filter (fate = 'transfer'), 0)::bigint as transfers,
    coalesce(sum(times) filter (fate = 'paired'), 0)::bigint as paired,
    coalesce(sum(times) filter (fate = 'duplicate'), 0)::bigint as duplicates,
    coalesce(sum(times) filter (fate = 'undone'), 0)::bigint as undone,
    coalesce(sum(times) filter (fate = 'reversal'), 0)::bigint as reversals,
    coalesce(sum(times) filter (fate = 'rejected'), 0)::bigint as rejected,
    coalesce(sum(times) filter (fate = 'skipped'), 0)::bigint as skipped,
    coalesce(sum(times) filter (fate = 'complaint'), 0)::bigint as complaints,
    coalesce(sum(times) filter (fate = 'link'), 0)::bigint as links,
    coalesce(sum(times) filter (fate = 'warned'), 0)::bigint as warned
from statement_file left join counted on counted.statement_file = statement_file.id
group by statement_file.id, statement_file.name, statement_file.sha256, statement_file.rows
order by statement_file.name, statement_file.id

-- name: sections
-- One row a sheet: what it covers, how that is known, and for which days.
select statement_file, name as sheet, loader, bank, covers, how, first_day, last_day
from section
order by statement_file, row_offset, id

-- name: clocks
-- Banks whose clock differs from that of the others, and on which days.
select bank, against, first_day, last_day, seconds, pairs from clock
order by bank, first_day nulls first

-- name: decisions
-- What persons decided, with the places of the rows; null where a file is not loaded.
with sheet as (
    select f.sha256, f.name, s.name as sheet, s.row_offset,
        count(*) over (partition by f.id) > 1 as is_one_of_several,
        lead(s.row_offset, 1, 4294967296) over (partition by f.id order by s.row_offset) as next_offset
    from section as s join statement_file as f on f.id = s.statement_file),
named as (
    select sha256, row_offset, next_offset,
        name || case when is_one_of_several then ' [' || sheet || ']' else '' end || ':' as place
    from sheet)
select d.kind, a.place || (d.first_row - a.row_offset) as first,
    b.place || (d.second_row - b.row_offset) as second,
    d.bank, d.seconds, d.first_day, d.last_day, d.account, d.amount, d.currency, d.who, d.decided_at, d.why
from decision as d
left join named as a on a.sha256 = d.first_sha256
    and d.first_row > a.row_offset and d.first_row <= a.next_offset
left join named as b on b.sha256 = d.second_sha256
    and d.second_row > b.row_offset and d.second_row <= b.next_offset
order by d.kind, first, second, d.bank, d.first_day, d.account, d.currency

-- name: remarks
-- Rows that were refused, kept with a warning or passed over: counted, with the first ones.
with placed as (
    select remark.*, statement_file.name as file, section.name as sheet,
        remark.row % 4294967296 - section.row_offset as number,
        count(*) over (partition by fate, reason) as times,
        row_number() over (partition by fate, reason order by statement_file.name, remark.row, detail) as nth
    from remark
    join section on section.id = remark.section
    join statement_file on statement_file.id = section.statement_file)
select fate, reason, times, file, sheet, number, detail
from placed where nth <= $examples
order by case fate when 'rejected' then 1 when 'warned' then 2 else 3 end,
    times desc, reason, nth

-- name: remark_rows
-- Every row that was refused or kept with a warning.
select statement_file.name as file, section.name as sheet,
    (select count(*) from section as s where s.statement_file = statement_file.id) as sheets,
    remark.row % 4294967296 - section.row_offset as row, fate, reason, detail
from remark
join section on section.id = remark.section
join statement_file on statement_file.id = section.statement_file
where fate in ('rejected', 'warned')
order by statement_file.name, remark.row, fate, reason, detail

-- name: one_sided
-- Transfers that one side reports although the statement of `lacks`, the other side, is held.
select t.id as transfer, case when t.debit_row is null then t.credit_ts else t.ts end as ts,
    f.number as from_account, g.number as to_account,
    case when t.debit_row is null then t.to_amount else t.amount end as amount,
    case when t.debit_row is null then t.to_currency else t.currency end as currency,
    case when t.debit_row is null then f.number else g.number end as lacks,
    statement_file.name as file, section.name as sheet,
    (select count(*) from section as s where s.statement_file = statement_file.id) as sheets,
    row.id % 4294967296 - section.row_offset as row
from doubt
join transfer as t on t.id = doubt.transfer
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
join row on row.id = coalesce(t.debit_row, t.credit_row)
join section on section.id = row.section
join statement_file on statement_file.id = section.statement_file
where doubt.reason = 'one-sided'
order by t.id
