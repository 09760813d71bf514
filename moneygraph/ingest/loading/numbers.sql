-- The account numbers of one sheet: each distinct text is read once. `cell` is a view made from
-- the loader: the sheet's text, one column a field.

create or replace temp table raw_number as
with sides as (
    select distinct raw
    from (select from_key as raw from cell union all select to_key from cell))
select raw, plain_number(raw) as number from sides
-- cash without a named till
union select '?cash', '?cash' from sides where raw = '?';

insert into number
select (select coalesce(max(id), 0) from number) + row_number() over (order by number), number,
    case when holds then number[5:7] end, not holds
from (
    select number, case when looks_kz_iban(number) then coalesce(iban_holds(number), false) end as holds
    from (select distinct number from raw_number) as new
    where not exists (select 1 from number as old where old.number = new.number));

create or replace temp table raw_account as
select raw, number.id, number.bank, number.broken from raw_number join number using (number);
