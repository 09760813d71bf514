-- What `queries/network.sql` reads of what was judged.
create or replace temp table judged (
    number varchar, owner varchar, is_owner boolean, is_trader boolean, alone double, begun double,
    own_points double, seen_points double, else_points double, victims integer, victims_points double, payers integer, payers_points double,
    payees integer, payees_points double, tied integer, tied_points double, owned integer,
    owned_points double, traders integer, traders_points double, customers integer,
    customers_points double, receivers integer, receivers_points double, habit integer, habit_points double,
    habit_share double, seen_times double, else_share double, against integer,
    against_points double, from_whom varchar, from_points varchar);

insert into judged by name select * from judged_found;
