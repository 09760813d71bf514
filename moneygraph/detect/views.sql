-- What every query may use beside the tables of a case.

-- What Spark has and DuckDB calls otherwise, and one function that `spark/tables.sql` makes too: so a
-- query is one text for both.
create or replace temp macro array_repeat(element, times) as repeat([element], times);
create or replace temp macro array_size(list) as len(list);
create or replace temp macro bround(number) as round_even(number, 0);
create or replace temp macro timestamp_micros(us) as make_timestamp(us);
create or replace temp macro array_of(text) as
    case when text = '' then cast([] as varchar[]) else string_split(text, chr(31)) end;
create or replace temp macro seconds_between(earlier, later) as extract(epoch from (later - earlier));

-- `owner_key`: who is behind an account, the account itself where the owner is not known
create or replace temp view party as
select *, coalesce(owner, number) as owner_key from account;

-- What features count as received (from others who are no company, shop or lender) and as paid (on
-- to others, exchanges, cash and abroad).
create or replace temp view received_transfer as
select t.*
from transfer as t
join account as f on f.id = t.from_account
where not t.own and t.from_account <> t.to_account
    and t.kind in ('transfer', 'abroad', 'other', 'reversal')
    and f.kind in ('person', 'unknown', 'abroad');

create or replace temp view paid_transfer as
select t.*
from transfer as t
join account as r on r.id = t.to_account
where not t.own and t.from_account <> t.to_account
    and t.kind in ('transfer', 'cash_out', 'abroad', 'other')
    and r.kind not in ('merchant', 'state', 'loan desk');

-- A model's score of a transfer, where a model of transfers is used, as `model_score` below. Its points
-- are there where the score is 0.01 or more.
create temp table if not exists transfer_score (
    transfer integer, score double, points map(varchar, double));

-- A model's score of an account, where a model is used: see `detect.learn`. Points are decibans by
-- feature.
create temp table if not exists model_score (
    account integer, score double, points map(varchar, double));
