-- The tables of a part, without ids that depend on the order of loading: accounts are named by
-- their numbers, transfers by their ids.

create or replace temp view parquet_transfer as
select id, ts, credit_ts, day_only, credit_day_only, from_number, to_number, amount,
    currency::varchar as currency, to_amount, to_currency::varchar as to_currency,
    kind::varchar as kind, own, purpose, knp, operation, mcc, reference, score, traced,
    traced_currency, debit_file, debit_place, credit_file, credit_place
from shown_transfer order by id;

create or replace temp view parquet_account as
select number, bank, bank_name, owner, name, kind, covered_from, covered_to, trader
from shown_account order by number;

create or replace temp view parquet_link as
select number, kind, value from shown_link order by number, kind, value;

create or replace temp view parquet_export as
select name, sha256, rows from shown_export order by name, sha256;

create or replace temp view parquet_reversal as
select transfer, reverses, amount, currency::varchar as currency, score, reason
from shown_reversal order by transfer, reverses;

create or replace temp view parquet_undone as
select ts, day_only, from_number, to_number, amount, currency::varchar as currency, purpose, source,
    undone_by, undone_ts, undone_day_only, score, reason
from shown_undone order by ts, source, undone_by;

create or replace temp view parquet_hop as
select h.in_transfer, h.out_transfer, a.number, h.amount, h.dwell_s, h.in_offset, h.out_offset
from part_hop as h join shown_account as a on a.id = h.account
where h.in_transfer in (select id from part_transfer)
    and h.out_transfer in (select id from part_transfer)
order by h.in_transfer, h.in_offset, h.out_transfer;

create or replace temp view parquet_finding as
select query, place, score, indicators, columns, transfers, accounts
from shown_finding order by query, place;
