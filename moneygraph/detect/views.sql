-- What every query may use beside the tables of a case.

-- `owner_key`: who is behind an account, the account itself where the owner is not known
create or replace temp view party as
select *, coalesce(owner, number) as owner_key from account;

-- What `trait` counts as given (by others who are no company, shop or lender) and as sent (on to
-- others, exchanges, cash and abroad).
create or replace temp view given_transfer as
select t.*
from transfer as t
join account as f on f.id = t.from_account
where not t.own and t.from_account <> t.to_account
    and t.kind in ('transfer', 'abroad', 'other', 'reversal')
    and f.kind in ('person', 'unknown', 'abroad');

create or replace temp view sent_transfer as
select t.*
from transfer as t
join account as r on r.id = t.to_account
where not t.own and t.from_account <> t.to_account
    and t.kind in ('transfer', 'cash_out', 'abroad', 'other')
    and r.kind not in ('merchant', 'state', 'loan desk');

-- The traits of an account as shares from 0 to 1 and counts, null where there is nothing to
-- take a share of; what else is known of it beside. See `trait` in schema.py.
create or replace temp macro trait_shares(source) as table
select t.account, t.given, t.sent, t.usual, t.given_count, t.sent_count, t.payers, t.payees,
    t.largest_given, t.largest_sent,
    t.passes, t.whole_passes, t.stranger_passes, t.crowd,
    t.crowd / nullif(t.crowd_usual, 0) as crowd_times,
    t.crowd_passed / cast(nullif(t.crowd_given, 0) as double) as crowd_passed_share,
    t.hour_passed, t.day_passed, t.week_passed, t.alike_passed,
    least(1.0, t.minute_passed / cast(t.given as double)) as minute_passed_share,
    least(1.0, t.hour_passed / cast(t.given as double)) as hour_passed_share,
    least(1.0, t.day_passed / cast(t.given as double)) as day_passed_share,
    least(1.0, t.days_passed / cast(t.given as double)) as days_passed_share,
    least(1.0, t.week_passed / cast(t.given as double)) as week_passed_share,
    t.stranger_given / cast(t.given as double) as stranger_share,
    t.once_given / cast(t.given as double) as once_share,
    t.emptied_given / cast(t.given as double) as emptied_share,
    t.new_given / cast(t.given as double) as new_share,
    t.night_given / cast(t.given as double) as night_share,
    t.round_given / cast(t.given as double) as round_share,
    t.equal_given / cast(t.given as double) as equal_share,
    least(1.0, t.alike_passed / cast(t.given as double)) as alike_passed_share,
    t.hour_passed / cast(greatest(1, t.usual) as double) as hour_passed_times,
    t.day_passed / cast(greatest(1, t.usual) as double) as day_passed_times,
    t.days_passed / cast(greatest(1, t.usual) as double) as days_passed_times,
    t.week_passed / cast(greatest(1, t.usual) as double) as week_passed_times,
    t.alike_passed / cast(greatest(1, t.usual) as double) as alike_passed_times,
    least(1.0, t.hour_sent / cast(nullif(t.sent, 0) as double)) as hour_sent_share,
    least(1.0, t.day_sent / cast(nullif(t.sent, 0) as double)) as day_sent_share,
    t.stranger_sent / cast(nullif(t.sent, 0) as double) as stranger_sent_share,
    t.emptying_sent / cast(nullif(t.sent, 0) as double) as emptying_share,
    t.firm_sent / cast(nullif(t.sent, 0) as double) as firm_share,
    t.exit_sent / cast(nullif(t.sent, 0) as double) as exit_sent_share,
    t.household / cast(nullif(t.household + t.sent, 0) as double) as household_share,
    t.household_count, t.wages, nullif(t.fresh_s, -1) as fresh_s,
    t.exit_share, t.source_share, t.payers_pass_share, t.payees_pass_share, t.beside_pass_share
from query_table(source) as t
where t.given > 0;

create or replace temp view trait_share as select * from trait_shares('trait');

-- What a model says of an account, where one is used: see `learning`. Points are decibans by feature.
create temp table if not exists learnt (account integer, score double, points map(varchar, double));
