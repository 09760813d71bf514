-- What formats read of the part: one row a transfer, an account, an export. Amounts are minor
-- units, `places` decimals of them; `_row` is FILE:ROW, which names a transfer for good.

create or replace temp macro plain_amount(units, places) as
    case when units < 0 then '-' else '' end
    || (abs(units) // (10 ** places)::bigint)::varchar || '.'
    || lpad((abs(units) % (10 ** places)::bigint)::varchar, places, '0');

-- a text that no spreadsheet takes for a formula; the loader reads it back as it was
create or replace temp macro guarded(text) as
    case when regexp_matches(text, '(^|[;\t\r\n])''*[=+@-]')
    then '''' || regexp_replace(text, '([;\t\r\n])(''*[=+@-])', '\1''\2', 'g') else text end;

create or replace temp view shown_export as
select id, name, sha256, rows from export
where id in (
    select debit_row // 4294967296 from transfer where id in (select id from part_transfer)
    union
    select credit_row // 4294967296 from transfer where id in (select id from part_transfer));

create or replace temp view shown_account as
select a.*, a.id in (select account from trader) as trader
from account as a where a.id in (select id from part_account);

create or replace temp view shown_transfer as
select t.*, p.traced, coalesce(c.places, 2) as places, coalesce(k.places, 2) as to_places,
    f.number as from_number, f.bank as from_bank, f.owner as from_owner, f.name as from_name,
    f.kind as from_kind,
    g.number as to_number, g.bank as to_bank, g.owner as to_owner, g.name as to_name,
    g.kind as to_kind,
    coalesce(dw.purpose, cw.purpose) as purpose, coalesce(dw.knp, cw.knp) as knp,
    coalesce(dc.operation, cc.operation) as operation, coalesce(dc.mcc, cc.mcc) as mcc,
    coalesce(dc.reference, cc.reference) as reference,
    d.name || ':' || t.debit_row % 4294967296 as debit_source,
    case when t.credit_row is distinct from t.debit_row
    then e.name || ':' || t.credit_row % 4294967296 end as credit_source
from part_transfer as p
join transfer as t on t.id = p.id
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
left join currency_places as c on c.currency = t.currency::varchar
left join currency_places as k on k.currency = t.to_currency::varchar
left join export as d on d.id = t.debit_row // 4294967296
left join export as e on e.id = t.credit_row // 4294967296
left join row_words as dw on dw.id = t.debit_row
left join row_words as cw on cw.id = t.credit_row
left join row_codes as dc on dc.id = t.debit_row
left join row_codes as cc on cc.id = t.credit_row;
