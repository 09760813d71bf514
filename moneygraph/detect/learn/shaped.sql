-- How surprising the shapes of accounts are, in nats, null where they are in none, and the most strangers
-- of a week; by the table whose window they are of.
create temp table if not exists shaped (
    of_table varchar, account integer, "cycle" double, fan_in double, fan_out double,
    gather_scatter double, run double, scatter_gather double,
    senders double, receivers double);
delete from shaped where of_table = $table;
