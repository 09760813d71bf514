-- name: named
-- Banks that the table names. What an IBAN of another shows contradicts no name: a bank that was
-- taken over keeps its code in the numbers, and statements name its owner.
create or replace temp table named_bank as
select bank, try_cast(bank as integer) as code from (select unnest($1::varchar[]) as bank)

-- name: stated
-- The banks that rows state for parties without an account number.
create or replace temp table party_bank as
with party as (
    select side_row.id, from_bank, to_bank from side_row join row_parties using (id)
    where from_account is null or to_account is null),
coded as (
    select text, named_bank.code
    from (
        select text, spaced(text) as words
        from (select from_bank as text from party union select to_bank from party))
    join named_bank on named_bank.bank = bank_code(text, words))
select id, f.code as from_bank, t.code as to_bank
from party left join coded as f on f.text = from_bank left join coded as t on t.text = to_bank

-- name: none
create or replace temp table party_bank (id bigint, from_bank integer, to_bank integer)
