-- Accounts of the part, a row each: see accounts.cypher.
select a.id, a.number, a.bank, a.owner, a.name, a.kind,
    a.kind in ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state') as terminal,
    case when a.id in (select account from trader) then true end as p2p,
    a.covered_from, a.covered_to,
    {'trait_given': t.given, 'trait_payers': t.payers, 'trait_usual': t.usual,
        'trait_hour_passed': t.hour_passed, 'trait_day_passed': t.day_passed,
        'trait_week_passed': t.week_passed, 'trait_alike_passed': t.alike_passed,
        'trait_passes': t.passes, 'trait_whole_passes': t.whole_passes,
        'trait_stranger_passes': t.stranger_passes, 'trait_crowd': t.crowd,
        'trait_crowd_times': t.crowd_times, 'trait_crowd_passed_share': t.crowd_passed_share,
        'trait_emptying_share': t.emptying_share,
        'trait_fresh_s': t.fresh_s, 'trait_household_count': t.household_count,
        'trait_wages': t.wages, 'trait_night_share': t.night_share,
        'trait_new_share': t.new_share, 'trait_source_share': t.source_share,
        'trait_exit_share': t.exit_share, 'trait_payers_pass_share': t.payers_pass_share,
        'trait_payees_pass_share': t.payees_pass_share,
        'trait_beside_pass_share': t.beside_pass_share, 'trait_firm_share': t.firm_share,
        'trait_household_share': t.household_share} as traits, b.name as bank_name
from account as a
left join trait_share as t on t.account = a.id
left join bank_called as b on b.code = a.bank
where a.id in (select id from part_account)
order by a.id
