-- Chooses accounts and the transfers among them.
insert into chosen_account select unnest($accounts::integer[]);
insert into chosen_transfer
select id, null from transfer
where from_account in (select unnest($accounts::integer[]))
    and to_account in (select unnest($accounts::integer[]));
