-- What was chosen, each once and in order; both sides of a transfer belong to the part.
insert into chosen_transfer select transfer, null from part_finding_transfer;
insert into chosen_account select account from part_finding_account;

insert into part_transfer
select id, max(traced) from chosen_transfer group by id order by id;

insert into part_account
select id from chosen_account
union
select from_account from transfer where id in (select id from part_transfer)
union
select to_account from transfer where id in (select id from part_transfer)
order by id;

drop table chosen_transfer;
drop table chosen_account;
