-- The account numbers of one sheet and their ids. `number_text` has each distinct text of the sheet
-- with the number that it is a spelling of.

create or replace temp table raw_number as
select raw, number from number_text
-- cash without a named till
union select '?cash', '?cash' from number_text where raw = '?';

insert into number
select (select coalesce(max(id), 0) from number) + row_number() over (order by number), number,
    case when holds then number[5:7] end, not holds
from (
    select number, case when looks_kz_iban(number) then coalesce(iban_holds(number), false) end as holds
    from (select distinct number from raw_number) as new
    where not exists (select 1 from number as old where old.number = new.number));

create or replace temp table raw_account as
select raw, number.id, number.bank, number.broken from raw_number join number using (number);
