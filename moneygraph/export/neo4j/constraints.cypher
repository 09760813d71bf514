// Numbers and ids only: a key of an index holds no more than some kilobytes.
create constraint moneygraph_account_id if not exists for (a:Account) require a.id is unique;
create constraint moneygraph_account_number if not exists for (a:Account) require a.number is unique;
create constraint moneygraph_owner_id if not exists for (o:Owner) require o.id is unique;
create constraint moneygraph_transfer_id if not exists for (t:Transfer) require t.id is unique;
create constraint moneygraph_link_id if not exists for (l:Link) require l.id is unique;
create constraint moneygraph_undone_id if not exists for (u:Undone) require u.id is unique;
create constraint moneygraph_case if not exists for (c:Case) require c.fingerprint is unique;
create index moneygraph_transfer_ts if not exists for (t:Transfer) on (t.ts);
create index moneygraph_transfer_amount if not exists for (t:Transfer) on (t.amount);
call db.awaitIndexes(600);
