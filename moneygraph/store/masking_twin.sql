-- The tables of a masked case, from those of the case itself, which is `clear`. Small ones are
-- copied, each with all of its columns in their order; large ones are looked at through views.

insert into meta select key, value from clear.meta where key <> $key_row;
insert into meta values ('masked', 'made');

insert into statement_file
select id, masked_sha256(sha256), masked_file(name), rows, null, null, null, null
from clear.statement_file order by id;

insert into section
select id, statement_file, masked_sheet(name), loader, row_offset, masked_bank(bank), how,
    masked_covers(covers), first_day, last_day, loader_sha256, to_the_minute
from clear.section order by id;

insert into remark
select row, section, fate, reason, masked_text(detail) from clear.remark;

insert into number
select id, masked_number(number), masked_bank(bank), broken from clear.number order by id;

insert into account
select a.id, n.number, masked_bank(a.bank), masked_owner(a.owner), masked_name(a.name), a.kind,
    a.covered_from, a.covered_to
from clear.account as a join number as n on n.id = a.id order by a.id;

insert into holder
select account, masked_owner(owner), masked_name(name), rows, counts
from clear.holder order by account, rows desc, owner;

insert into complaint
select row, section, masked_complaint(number), registered, masked_owner(victim),
    masked_number(account), amount, currency, ts, day_only, masked_text(transfer),
    pseudonym('GROUP', team), pseudonym('REGION', region)
from clear.complaint order by row;

insert into claim
select row, masked_complaint(complaint), transfer, amount, score, reason,
    masked_detail(reason, detail)
from clear.claim order by row;

insert into link
select row, section, account,
    case when kind in (select unnest($kinds::varchar[])) then kind else pseudonym('KIND', kind) end,
    pseudonym('LINK', value)
from clear.link order by row;

insert into trader select account from clear.trader order by account;
insert into overdraft from clear.overdraft order by transfer, repaid;
insert into uneven from clear.uneven order by transfer;
insert into doubt from clear.doubt order by transfer, reason;
insert into stolen select transfer, amount from clear.stolen order by transfer;
insert into model select masked_sha256(labels_sha256), text from clear.model;
-- numbers alone: tests/detect/features holds it to that
insert into measure select * from clear.measure order by account;

drop table row_base;
create view row_base as
select id, section, ts, day_only, from_account, to_account, amount, currency, kind, side
from clear.row_base;

drop table row_minus;
create view row_minus as select id from clear.row_minus;
drop table row_unclear;
create view row_unclear as select id from clear.row_unclear;

drop table row_turned;
create view row_turned as select id, way from clear.row_turned;

drop table row_words;
create view row_words as
select id, masked_text(purpose) as purpose, masked_code(knp) as knp from clear.row_words;

drop table row_codes;
create view row_codes as
select id, masked_text(operation) as operation, masked_code(mcc) as mcc,
    pseudonym('REF', reference) as reference
from clear.row_codes;

drop table row_parties;
create view row_parties as
select id, masked_name(from_name) as from_name, masked_owner(from_id) as from_id,
    masked_bank(from_bank) as from_bank, masked_name(to_name) as to_name,
    masked_owner(to_id) as to_id, masked_bank(to_bank) as to_bank
from clear.row_parties;

drop table row_exchange;
create view row_exchange as select id, to_amount, to_currency from clear.row_exchange;
drop table row_value;
create view row_value as select id, tenge from clear.row_value;
drop table clock;
create view clock as
select masked_bank(bank) as bank, masked_bank(against) as against, first_day, last_day, seconds, pairs
from clear.clock;
insert into decision
select kind, masked_sha256(first_sha256), first_row, masked_sha256(second_sha256), second_row,
    masked_bank(bank), seconds, first_day, last_day, masked_number(account), amount, currency,
    pseudonym('WHO', who), decided_at, null
from clear.decision;

drop table row_balance;
create view row_balance as select id, from_balance, to_balance from clear.row_balance;

drop table transfer;
create view transfer as
select id, ts, credit_ts, day_only, credit_day_only, from_account, to_account, amount, currency,
    to_amount, to_currency, kind, own, debit_row, credit_row, score, pass
from clear.transfer;

drop table duplicate;
create view duplicate as select row, transfer from clear.duplicate;
drop table undone;
create view undone as select row, undone_by, score, reason from clear.undone;
drop table reversal;
create view reversal as select transfer, reverses, amount, score, reason from clear.reversal;
drop table net_hop;
create view net_hop as
select in_transfer, out_transfer, account, amount, dwell_s, in_offset, out_offset
from clear.net_hop;
drop table cover;
create view cover as select account, first_day, last_day, section from clear.cover;
drop table stated;
create view stated as
select section, account, currency, what, day, amount, count from clear.stated;
drop table proved;
create view proved as select transfer, credit, tie, position from clear.proved;
drop table opening;
create view opening as select account, currency, amount from clear.opening;
