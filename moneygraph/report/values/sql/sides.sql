-- The rows that tell a transfer: the payer's side, the payee's, and tellings once more.
with told as (
    select 'debit' as side, 1 as place, debit_row as id from transfer where id = $id
    union all
    select 'credit', 2, credit_row from transfer where id = $id and credit_row is distinct from debit_row
    union all
    select 'duplicate', 3, row from duplicate where transfer = $id)
select row.id as id, told.side, statement_file.name as file, section.name as sheet,
    row.id % 4294967296 - section.row_offset as row, section.loader, section.bank,
    row.ts, row.day_only, f.number as from_account, g.number as to_account,
    row.amount, row.currency, row.kind, row.operation, row.purpose, row.knp, row.mcc,
    row.reference, row.from_name, row.from_id, row.from_bank, row.to_name, row.to_id, row.to_bank
from told
join row on row.id = told.id
join section on section.id = row.section
join statement_file on statement_file.id = section.statement_file
join number as f on f.id = row.from_account
join number as g on g.id = row.to_account
order by told.place, file, row.id
