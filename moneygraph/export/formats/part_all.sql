-- Chooses the whole case.
insert into chosen_transfer select id, null from transfer;
insert into chosen_account select id from account;
