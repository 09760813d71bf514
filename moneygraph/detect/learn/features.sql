-- The features of accounts (see features.py), of any table with the columns of `trait` of which
-- there are scores in `untrained`.
create or replace temp macro trait_features(source) as table
select s.account, s.minute_passed_share, s.hour_passed_share, s.day_passed_share,
    s.days_passed_share, s.week_passed_share, s.alike_passed_share, s.hour_passed_times,
    s.day_passed_times, s.days_passed_times, s.week_passed_times, s.alike_passed_times, s.passes,
    s.whole_passes, s.stranger_passes, s.crowd, s.crowd_times, s.crowd_passed_share,
    s.hour_sent_share, s.day_sent_share,
    s.stranger_share, s.once_share, s.emptied_share, s.new_share, s.night_share, s.round_share,
    s.equal_share,
    s.stranger_sent_share, s.emptying_share, s.exit_sent_share, s.firm_share, s.household_share,
    s.household_count, s.wages, s.fresh_s, s.exit_share, s.source_share, s.payers_pass_share,
    s.payees_pass_share, s.beside_pass_share, s.payers, s.payees, s.given_count, s.sent_count,
    s.usual, s.largest_given, s.largest_sent, s.given / cast(s.given_count as double) as mean_given,
    s.sent / cast(nullif(s.sent_count, 0) as double) as mean_sent,
    s.sent / cast(s.sent + s.given as double) as sent_to_given, u.score as untrained_score
from trait_shares(source) as s
left join untrained as u on u.account = s.account and u.of_table = source;
