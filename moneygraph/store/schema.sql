-- The version of the schema, the key of pseudonyms, and which derived tables are up to date.
create table meta (key varchar primary key, value varchar);

-- One statement file (or file of complaints or links) that was loaded; a file inside an archive
-- is one too. `sha256` is of its bytes; `name` is what the case calls it; `rows` counts its rows
-- below the headers: data, skipped and rejected ones. `path` is where it was loaded from,
-- absolute (of the archive, for a file inside one). `requested_loader`,
-- `requested_covers` and `requested_account` are the options --loader, --covers and --account of
-- that load, null where not given.
create table statement_file (
    id integer primary key, sha256 varchar, name varchar, rows bigint, path varchar,
    requested_loader varchar, requested_covers varchar, requested_account varchar);

-- One sheet of a statement file; a text file has one. A row's number in the sheet is its number
-- in the file less `row_offset`. `bank` is the bank that reports. `covers` names the accounts of
-- which the sheet holds everything, and `how` is the reason for that; `first_day` and `last_day`
-- are the days covered. `loader_sha256` is of the loader's text at the time of loading;
-- `to_the_minute` is true where its times have no seconds.
create table section (
    id integer primary key, statement_file integer, name varchar, loader varchar,
    row_offset bigint, bank varchar, how varchar, covers varchar, first_day date, last_day date,
    loader_sha256 varchar, to_the_minute boolean default false);

-- One data row of a statement file. `amount` is in minor units of `currency`; `day_only` is true
-- where the time of day is not known; `from_account` and `to_account` are ids of `number`. `side`
-- is the side that reports, where the row shows it: D the payer's bank, C the payee's, else null.
create table row_base (
    id bigint, section integer, ts timestamp, day_only boolean,
    from_account integer, to_account integer, amount bigint,
    currency currency_code, kind transfer_kind, side row_side);

-- A row whose amount has a sign that the others of its column have not (a minus before a debit): it
-- takes a payment back. `row_base` has its amount without the sign.
create table row_minus (id bigint);

-- A row with a status that may mean that nothing moved: it was returned or disputed, or the word is
-- not known and most rows of its sheet have another.
create table row_unclear (id bigint);

-- The purpose of a row and its payment code (KNP), for sheets with such columns: a column of
-- nulls would cost as much to write as one of numbers.
create table row_words (id bigint, purpose varchar, knp varchar);

-- The operation, merchant category (MCC) and reference of a row, for sheets with such columns.
create table row_codes (id bigint, operation varchar, mcc varchar, reference varchar);

-- Name, IIN or BIN and bank of payer and payee as the row has them, for sheets with such columns.
create table row_parties (
    id bigint, from_name varchar, from_id varchar, from_bank varchar,
    to_name varchar, to_id varchar, to_bank varchar);

-- What the payee received, in minor units of `to_currency`, for sheets that show exchanges.
create table row_exchange (id bigint, to_amount bigint, to_currency currency_code);

-- Balances of the two accounts after the row, in minor units, for sheets that state them.
create table row_balance (id bigint, from_balance bigint, to_balance bigint);

-- A row that takes back a part of an earlier payment of its bank: its transfer goes from the row's
-- payee to the row's payer. `way` is how it takes it back: minus, other-side or repeated.
create table row_turned (id bigint, way varchar);

-- Balances after a row of the two accounts of its transfer.
create view stated_balance as
select b.id, case when t.id is null then from_balance else to_balance end as from_balance,
    case when t.id is null then to_balance else from_balance end as to_balance
from row_balance as b left join row_turned as t on t.id = b.id;

-- A row with everything that was read of it but balances. Without an exchange `to_amount` and
-- `to_currency` are `amount` and `currency`.
create view row as
select b.*, coalesce(e.to_amount, b.amount) as to_amount,
    coalesce(e.to_currency, b.currency) as to_currency,
    w.* exclude (id), c.* exclude (id), p.* exclude (id)
from row_base as b
left join row_words as w on w.id = b.id
left join row_codes as c on c.id = b.id
left join row_parties as p on p.id = b.id
left join row_exchange as e on e.id = b.id;

-- A row that holds no data (`fate` skipped) or was refused (rejected), or a warning on a row that
-- was kept (warned). `reason` is a code, `detail` the text that gave rise to it.
create table remark (
    row bigint, section integer, fate varchar, reason varchar, detail varchar);

-- Money that moved once. `amount` is in minor units of `currency`; `to_amount` and `to_currency`
-- differ from them only where money was exchanged. `ts` is when the payer was debited and
-- `credit_ts` when the payee was credited; where one side reports nothing both are the same.
-- `day_only` and `credit_day_only` are true where the time of day is not known. `own` is true
-- where both accounts have one owner. `debit_row` and `credit_row` are the rows of the two sides,
-- null where a side reports nothing; `pass` is the pass that paired them (null for one row alone)
-- and `score` how sure the pair is, 0 to 1. Times are by one clock (see `clock`).
create table transfer (
    id integer, ts timestamp, credit_ts timestamp, day_only boolean, credit_day_only boolean,
    from_account integer, to_account integer,
    amount bigint, currency currency_code, to_amount bigint, to_currency currency_code,
    kind transfer_kind, own boolean, debit_row bigint, credit_row bigint, score float,
    pass integer);

-- A bank's clock on some days (null where it goes on): `seconds` ahead of the clock of the bank
-- `against`, by whose clock the times of transfers are; `pairs` is how many pairs of rows agree.
-- Both are null where a person decided it.
create table clock (
    bank varchar, against varchar, first_day date, last_day date, seconds integer, pairs integer);

-- What a person has decided, by which rows are joined anew at every load: `kind` is same (two rows
-- are of one transfer, or repeat each other), not-same, undone (the second row takes the first
-- back), clock (the bank's clock is `seconds` ahead on these days, null where it goes on) or frozen
-- (a bank has stopped `amount` minor units on the account, null for all that is on it; it joins no
-- rows). A row is named by the SHA-256 of its file and its number in the file, over all sheets.
create table decision (
    kind varchar, first_sha256 varchar, first_row bigint, second_sha256 varchar, second_row bigint,
    bank varchar, seconds integer, first_day date, last_day date,
    account varchar, amount bigint, currency varchar,
    who varchar, decided_at timestamp, why varchar);

-- What the money of a row in another currency is worth in tenge as the row states it, in tiyn.
create table row_value (id bigint, tenge bigint);

-- A row that repeats a transfer reported in another statement file of the same bank; without a
-- transfer, one that repeats a complaint, a link, or a row that is undone or takes one back.
create table duplicate (row bigint, transfer integer);

-- A row of a statement file that took no effect, as `undone_by`, a later row of the same bank, takes
-- it back entirely (storno, reversal): neither is a transfer. `score` is how sure that is, 0 to 1,
-- and `reason` names the evidence.
create table undone (row bigint, undone_by bigint, score float, reason varchar);

-- A transfer that gives back money of an earlier one, `reverses`: a refund, or money returned to
-- who paid it. `amount` of it is given back, in minor units of what the earlier one's payer paid
-- with; `score` is how sure that is, 0 to 1, and `reason` names the evidence.
create table reversal (transfer integer, reverses integer, amount bigint, score float, reason varchar);

-- A row of a file of complaints. `amount` is in minor units of `currency`, null where the row
-- names a transfer (an id or FILE:ROW) instead. `victim` is an IIN or BIN of 12 digits, or the
-- text as written; `team` is the column that such files call group.
create table complaint (
    row bigint, section integer, number varchar, registered timestamp, victim varchar,
    account varchar, amount bigint, currency varchar, ts timestamp, day_only boolean,
    transfer varchar, team varchar, region varchar);

-- A row of a file of links: what an account shares with others (a phone, an address, a device).
-- `account` is an id of `number`; it need not be in any transfer.
create table link (row bigint, section integer, account integer, kind varchar, value varchar);

-- The outcome of each data row: `fate` is transfer, paired, duplicate, undone, reversal (it takes an
-- undone one back), complaint or link, and `transfer` the transfer it reports.
create view fate as
select debit_row as row, 'transfer' as fate, id as transfer from transfer
where debit_row is not null
union all
select credit_row, case when debit_row is null then 'transfer' else 'paired' end, id from transfer
where credit_row is not null and credit_row is distinct from debit_row
union all
select row, 'duplicate', transfer from duplicate
union all
select row, 'undone', null from undone
union all
select undone_by, 'reversal', null from undone
union all
select row, 'complaint', null from complaint where row not in (select row from duplicate)
union all
select row, 'link', null from link where row not in (select row from duplicate);

-- An account of some transfer. `number` starts with "?" where the files give none. `bank` is the
-- bank code of its IBAN or the bank that rows name; `owner` is an IIN or BIN of 12 digits, or
-- null. Its own statement covers the days `covered_from` to `covered_to`, null where none is held.
create table account (
    id integer, number varchar, bank varchar, owner varchar, name varchar, kind varchar,
    covered_from date, covered_to date);

-- A holder of an account: an IIN or BIN with a valid check digit that rows have beside the account,
-- the name that most of these have, and how many rows they are. `counts` is false where more than
-- nine are beside one account, which is then a bank's or an agent's, except for `account.owner`:
-- who most rows name.
create table holder (
    account integer, owner varchar, name varchar, rows bigint, counts boolean);

-- Every account number in the files, with its id. `bank` is the bank code of a valid Kazakh IBAN;
-- `broken` is true for a number that looks like one and fails its check digits.
create table number (id integer, number varchar, bank varchar, broken boolean);

-- The days for which an account's own statement is held, by section.
create table cover (account integer, first_day date, last_day date, section integer);

-- What a sheet states of an account, in minor units of `currency`. `what` is opening or closing, the
-- balance at the beginning or the end of `day`; debits or credits, what left it or came to it in all,
-- `count` times where that is said; or count, of all its rows.
create table stated (
    section integer, account integer, currency varchar, what varchar, day date, amount bigint,
    count bigint);

-- A balance that a statement gives for the start of a day, in minor units of `currency`. That at the
-- end of a day is the next one's.
create view balance as
select account, day, currency, amount from stated where what = 'opening'
union
select account, day + 1, currency, amount from stated where what = 'closing';

-- A side of a transfer within a tie (movements of an account that fall into the same moment or
-- day) whose order is proved by the balances of its rows. `credit` is true for the payee's side;
-- `tie` numbers the ties, and `position` counts from 1 within one.
create table proved (transfer integer, credit boolean, tie integer, position integer);

-- The balance of an account before its first movement, in minor units, where the row of that
-- movement shows it.
create table opening (account integer, currency currency_code, amount bigint);

-- What the payer's bank lent for a transfer by letting the balance go below zero, as a statement
-- states, or (`repaid`) how much of it repaid such a debt of the payee, in minor units. Made with
-- the hops.
create table overdraft (transfer integer, repaid boolean, amount bigint);

-- A transfer whose payee received another amount than was paid: money was exchanged, or a fee was
-- deducted on the way (`is_fee`). Made with the hops, so that a trace need not look through all
-- transfers for them.
create table uneven (transfer integer, amount bigint, to_amount bigint, is_fee boolean);

-- A transfer that may not have happened as it is stated: only one side reports it although a
-- statement of the other is held (`reason` is one-sided), it may be the other half of such a one
-- (other-half), or each row of it has a status that may mean that nothing moved (status).
create table doubt (transfer integer, reason varchar);

-- The hops (lifo) of what nothing has given back, of which queries and features are made, as
-- hop_lifo has those of all. Empty where nothing was given back: see `reversal`.
create table net_hop (
    in_transfer integer, out_transfer integer, account integer, amount bigint, dwell_s bigint,
    in_offset bigint, out_offset bigint);

-- An account inferred to sell cryptocurrency to strangers: a trail ends there as "p2p".
create table trader (account integer);

-- Which transfer a complaint row was matched to (rows that repeat another are left out): `amount`
-- is what was debited, in minor units, and `score` how well it fits, 0 to 1. Where none was found
-- `reason` is a code and `detail` names days or transfers.
create table claim (
    row bigint, complaint varchar, transfer integer, amount bigint, score float,
    reason varchar, detail varchar);

-- How much of a transfer is traced to loans that were moved on at once (lifo), in minor units.
create table stolen (transfer integer, amount bigint);

-- The model learnt from labels, as one line of JSON, and the SHA-256 of the file of labels. A load
-- leaves it unchanged.
create table model (labels_sha256 varchar, text varchar);
