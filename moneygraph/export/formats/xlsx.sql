-- The positions of accounts and transfers of a part in their sheets, from 0.
create or replace temp table xlsx_account as
select number, row_number() over (order by number) - 1 as position from shown_account;

create or replace temp table xlsx_transfer as
select id, row_number() over (order by id) - 1 as position from part_transfer;

create or replace temp view xlsx_account_row as
select a.number, a.name, a.owner, a.bank, a.kind, a.trader, a.covered_from, a.covered_to
from shown_account as a order by a.number;

create or replace temp view xlsx_transfer_row as
select id, ts, day_only, credit_ts, credit_day_only, from_number, from_name, to_number, to_name,
    amount, decimals, currency::varchar as currency, to_amount, to_decimals,
    to_currency::varchar as to_currency, kind::varchar as kind, own, purpose, traced,
    traced_decimals, debit_source, credit_source, reverses
from shown_transfer order by id;
