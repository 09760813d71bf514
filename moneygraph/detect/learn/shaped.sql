-- How surprising the shapes of accounts are, in nats, by the table whose window they are of; null: in none.
create temp table if not exists shaped (
    of_table varchar, account integer, "cycle" double, fan_in double, fan_out double,
    gather_scatter double, run double, scatter_gather double);
delete from shaped where of_table = $table;
