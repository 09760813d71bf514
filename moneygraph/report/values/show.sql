-- The statements of `show` that find things by name, and those of a transfer.

-- name: find_transfer
select id from transfer where id = try_cast($what as integer)

-- name: find_account
select id, number from account where number in (select unnest($what::varchar[]))

-- name: find_owner
select distinct owner from holder
where counts and owner in (select unnest($what::varchar[]))

-- name: find_row
-- Rows of that number in sheets of files of that name.
select section.id as section, statement_file.name as file, section.name as sheet,
    $row::bigint as row,
    statement_file.id * 4294967296 + section.row_offset + $row as id
from section join statement_file on statement_file.id = section.statement_file
where (statement_file.name = $file or ends_with(statement_file.name, '/' || $file)
        or statement_file.name || ' [' || coalesce(section.name, '') || ']' = $file
        or ends_with(statement_file.name || ' [' || coalesce(section.name, '') || ']', '/' || $file))
order by file, section.row_offset

-- name: row_fate
-- What became of a row: its transfer, or why it was refused or passed over.
select fate, transfer, null as reason, null as detail from fate where row = $row
union all
select fate, null, reason, detail from remark where row = $row
order by fate, reason, detail

-- name: transfer
select t.*,
    f.number as from_number, f.bank as from_bank, f.owner as from_owner, f.name as from_name,
    f.kind as from_kind,
    g.number as to_number, g.bank as to_bank, g.owner as to_owner, g.name as to_name,
    g.kind as to_kind
from transfer as t
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
where t.id = $id

-- name: sides
-- The rows of a transfer: the payer's side, the payee's, and duplicates.
with reported as (
    select 'debit' as side, 1 as rank, debit_row as id from transfer where id = $id
    union all
    select 'credit', 2, credit_row from transfer where id = $id and credit_row is distinct from debit_row
    union all
    select 'duplicate', 3, row from duplicate where transfer = $id)
select row.id as id, reported.side, statement_file.name as file, section.name as sheet,
    row.id % 4294967296 - section.row_offset as row, section.loader, section.bank,
    row.ts, row.day_only, f.number as from_account, g.number as to_account,
    row.amount, row.currency, row.kind, row.operation, row.purpose, row.knp, row.mcc,
    row.reference, row.from_name, row.from_id, row.from_bank, row.to_name, row.to_id, row.to_bank
from reported
join row on row.id = reported.id
join section on section.id = row.section
join statement_file on statement_file.id = section.statement_file
join number as f on f.id = row.from_account
join number as g on g.id = row.to_account
order by reported.rank, file, row.id

-- name: hop_tables
select table_name as name from information_schema.tables
where table_catalog = current_database() and table_name like 'hop\_%' escape '\'
order by name

-- name: transfer_victims
-- Whose money a transfer moved.
select victim, traced as currency, received as amount
from traced_share where transfer = $id and received > 0
order by currency, amount desc, victim

-- name: reverses
-- What a transfer gives money of back, and what gives back its own (`is_back`).
select false as is_back, r.reverses as transfer, p.ts, r.amount, p.currency::varchar as currency,
    r.score, r.reason
from reversal as r join transfer as p on p.id = r.reverses where r.transfer = $id
union all
select true, r.transfer, o.ts, r.amount, p.currency::varchar, r.score, r.reason
from reversal as r
join transfer as p on p.id = r.reverses
join transfer as o on o.id = r.transfer
where r.reverses = $id
order by is_back, ts, transfer

-- name: undone
-- The row that a row takes back, or by which it is taken back.
select statement_file.name as file, section.name as sheet,
    b.id % 4294967296 - section.row_offset as row, b.ts, b.day_only, b.amount,
    b.currency::varchar as currency, f.number as from_account, t.number as to_account, u.score, u.reason
from (
    select undone_by as other, score, reason from undone where row = $row
    union all
    select row, score, reason from undone where undone_by = $row) as u
join row_base as b on b.id = u.other
join section on section.id = b.section
join statement_file on statement_file.id = section.statement_file
join number as f on f.id = b.from_account
join number as t on t.id = b.to_account
order by file, b.id

-- name: rows_of_file
-- Rows of a file with what became of each, in their order; of one fate where that is given.
with ended as (
    select row, fate, transfer, null as reason, null as detail from fate
    union all
    select row, fate, null, reason, detail from remark),
shown as (
    select * from ended where row // 4294967296 = $file and ($fate is null or fate = $fate)
    order by row, fate, reason limit $most offset $first)
select shown.row % 4294967296 - coalesce(section.row_offset, 0) as row, section.name as sheet,
    shown.fate, shown.transfer, shown.reason, shown.detail,
    b.ts, b.day_only, f.number as from_account, g.number as to_account, b.amount, b.currency
from shown
left join remark as m on m.row = shown.row and m.fate = shown.fate and m.reason = shown.reason
left join row_base as b on b.id = shown.row
left join complaint as c on c.row = shown.row
left join (select distinct row, section from link) as l on l.row = shown.row
left join section on section.id = coalesce(m.section, b.section, c.section, l.section)
left join number as f on f.id = b.from_account
left join number as g on g.id = b.to_account
order by shown.row, shown.fate, shown.reason
