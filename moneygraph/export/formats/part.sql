-- The tables of a part. `traced`: how much of the transfer is the traced money, in the traced
-- currency; null where nothing is traced. `place` counts a query's findings, the best is 1.
create or replace temp table part_transfer (id integer, traced bigint);
create or replace temp table part_account (id integer);
create or replace temp table part_finding (
    id integer, query varchar, place integer, score double, indicators varchar, columns varchar);
create or replace temp table part_finding_transfer (finding integer, transfer integer);
create or replace temp table part_finding_account (finding integer, account integer);

-- What the choices add to, one after the other.
create or replace temp table chosen_transfer (id integer, traced bigint);
create or replace temp table chosen_account (id integer);
