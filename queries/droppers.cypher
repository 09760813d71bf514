// What droppers.sql finds, asked of the graph. Its head holds the parameters. How an account deals
// with money stands on it as it was pushed: the properties trait_... Rounding is by floor, as the
// two engines round ties each in its own way.

match (any:Account where any.trait_given > 0)
with count(any) * count(any) / 100.0 as square
with case when square < 10 then 10.0 else square end as many
with -floor(100 * log10(case when many < $one_in then many else toFloat($one_in) end) + 0.5) / 10
    as p_begun

match (a:Account)
where a.kind in ['person', 'company', 'unknown'] and a.trait_given > 0
    and a.trait_given >= $min_amount

// what was given and soon sent on: by the trait where the time asked for is its own, a day
call (a) {
    match (a)-[:SENT]->(o:Transfer where not o.own)-[:TO]->(p:Account)
    where $within <> 86400 and p <> a and o.kind in ['transfer', 'cash_out', 'abroad', 'other']
        and not p.kind in ['merchant', 'state', 'loan desk']
    match (o)<-[h:HOP where h.dwell_s <= $within]-(i:Transfer where not i.own)<-[:SENT]-(f:Account)
    where i.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    return sum(h.amount) as asked
}
with *, case when $within = 86400 then a.trait_day_passed else asked end as passed

// other people's accounts that pass money on too and share a phone or a device
call (a) {
    match (a)-[:LINKED]->(l:Link where l.kind in ['phone', 'device'])<-[:LINKED]-(other:Account)
    where 1 < l.accounts <= $link_most
        and coalesce(other.owner, other.number) <> coalesce(a.owner, a.number)
        and other.kind in ['person', 'company', 'unknown'] and other.trait_given > 0
        and other.trait_given >= $min_amount
    with distinct other
    call (other) {
        match (other)-[:SENT]->(o:Transfer where not o.own)-[:TO]->(p:Account)
        where $within <> 86400 and p <> other
            and o.kind in ['transfer', 'cash_out', 'abroad', 'other']
            and not p.kind in ['merchant', 'state', 'loan desk']
        match (o)<-[h:HOP where h.dwell_s <= $within]-(i:Transfer where not i.own)
            <-[:SENT]-(f:Account)
        where i.kind in ['transfer', 'abroad', 'other', 'reversal']
            and f.kind in ['person', 'unknown', 'abroad'] and f <> other
        return sum(h.amount) as asked
    }
    with case when $within = 86400 then other.trait_day_passed else asked end as passed
    where passed >= $min_amount
    return count(*) as links
}

// money traced to loans that left at once (see loan-then-transfer)
call (a) {
    match (a)<-[:TO]-(t:Transfer where not t.own)<-[:SENT]-(f:Account)
    where t.stolen is not null and t.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    return sum(t.stolen) as victim_amount, collect(t.id) as stolen_ins
}

// what came and went within a week, and what came from others
call (a) {
    match (a)-[:SENT]->(o:Transfer where not o.own)-[:TO]->(p:Account)
    where p <> a and o.kind in ['transfer', 'cash_out', 'abroad', 'other']
        and not p.kind in ['merchant', 'state', 'loan desk']
    match (o)<-[h:HOP where h.dwell_s <= $within or h.dwell_s <= 604800]-(i:Transfer where not i.own)<-[:SENT]-(f:Account)
    where i.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    with h, i, o, h.dwell_s <= $within as is_quick, coalesce(p.owner, p.number) as receiver,
        p.kind in ['exchange', 'cash', 'abroad'] or o.kind in ['cash_out', 'abroad']
            or coalesce(p.p2p, false) as left_banks
    return percentileCont(case when is_quick then h.dwell_s end, 0.5) as median,
        count(distinct case when is_quick then receiver end) as receivers,
        sum(case when is_quick then h.amount else 0 end) as quick,
        sum(case when is_quick and left_banks then h.amount else 0 end) as straight,
        collect(distinct i.id) as ins, collect(distinct o.id) as outs
}
call (a) {
    match (a)<-[:TO]-(t:Transfer where not t.own)<-[:SENT]-(f:Account)
    where t.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    return collect(t.id) as came
}
call (ins, outs, stolen_ins, came) {
    unwind outs + stolen_ins
        + case when size(outs) = 0 and size(stolen_ins) = 0 then came else ins end as id
    return collect(distinct id) as transfers
}

with *, toFloat(case when a.trait_usual < 1 then 1 else a.trait_usual end) as usual,
    passed / toFloat(a.trait_given) as share, a.trait_week_passed / toFloat(a.trait_given) as week
with *, case when week < 1.0 then week else 1.0 end as week_share,
    case when share < 1.0 then share else 1.0 end as passed_share,
    a.trait_hour_passed / usual as hour_times, passed / usual as passed_times,
    a.trait_week_passed / usual as week_times, a.trait_alike_passed / usual as alike_times,
    victim_amount / toFloat(a.trait_given) as victim_share,
    a.trait_crowd * (log(a.trait_crowd_times) - 1 + 1 / a.trait_crowd_times) as crowd_surprise,
    a.covered_from is not null and a.trait_household_count = 0 and a.trait_wages = 0 as is_bare,
    a.covered_from is not null and coalesce(a.trait_fresh_s <= $fresh, false) as is_fresh
with *,
    floor(12 * log(1 + case when hour_times < 50 then hour_times else 50.0 end) + 0.5) / 10 as p_hour_times,
    floor(12 * log(1 + case when passed_times < 50 then passed_times else 50.0 end) + 0.5) / 10
        as p_passed_times,
    floor(12 * log(1 + case when week_times < 50 then week_times else 50.0 end) + 0.5) / 10 as p_week_times,
    floor(32 * log(1 + case when alike_times < 50 then alike_times else 50.0 end) + 0.5) / 10
        as p_alike_times,
    case when a.trait_passes >= 2 then 6.0 else 0.0 end as p_passes,
    case when a.trait_whole_passes >= 4 then 36.0
        when a.trait_whole_passes >= 2 then 12.0 + 6 * a.trait_whole_passes else 0.0 end
        as p_whole_passes,
    case when a.trait_stranger_passes >= 4 then 12.0 else 0.0 end as p_stranger_passes,
    case when a.trait_crowd_times > 1 and a.trait_crowd_passed_share > 0.5
        then floor(13 * (2 * a.trait_crowd_passed_share - 1)
            * case when crowd_surprise < 40 then crowd_surprise else 40.0 end + 0.5) / 10
        else 0.0 end as p_crowd,
    floor(55 * coalesce(a.trait_emptying_share, 0.0) + 0.5) / 10 as p_emptying_share,
    case when is_fresh then 0.5 else 0.0 end as p_fresh_s,
    case when is_bare then floor(80 * passed_share + 0.5) / 10 else 0.0 end as p_bare,
    floor(60 * a.trait_night_share + 0.5) / 10 as p_night_share,
    floor(30 * a.trait_new_share + 0.5) / 10 as p_new_share,
    floor(40 * a.trait_source_share + 0.5) / 10 as p_source_share,
    floor(50 * a.trait_exit_share + 0.5) / 10 as p_left_share,
    floor(70 * a.trait_payers_pass_share + 0.5) / 10 as p_payers_share,
    floor(85 * a.trait_payees_pass_share + 0.5) / 10 as p_payees_share,
    floor(15 * a.trait_beside_pass_share + 0.5) / 10 as p_beside_share,
    case when victim_amount > 0 and victim_amount >= $stolen_amount
        then 9.5 + floor(100 * case when victim_share < 1.0 then victim_share else 1.0 end + 0.5) / 10
        else 0.0 end as p_victim_amount,
    case when links < 2 then 1.75 * links else 3.5 end as p_links,
    -floor(40 * coalesce(a.trait_firm_share, 0.0) + 0.5) / 10 as p_firm_share,
    -floor(80 * coalesce(a.trait_household_share, 0.0) + 0.5) / 10 as p_household_share,
    case when a.trait_wages > 0 then -7.5 else 0.0 end as p_wages
with *, round(p_begun + p_hour_times + p_passed_times + p_week_times + p_alike_times + p_passes
    + p_whole_passes + p_stranger_passes + p_crowd + p_emptying_share + p_fresh_s + p_bare + p_night_share + p_new_share + p_source_share
    + p_left_share + p_payers_share + p_payees_share + p_beside_share + p_victim_amount
    + p_links + p_firm_share + p_household_share + p_wages, 2) as points

return a.number as account, a.owner as owner, a.bank as bank, a.trait_given as received,
    passed as passed_on, a.trait_payers as senders,
    toInteger(round(median, 0, 'HALF_EVEN')) as median_dwell_s, a.trait_given - case when passed > a.trait_week_passed then passed else a.trait_week_passed end as held,
    1 / (1 + 10.0 ^ (-points / 10)) as score, transfers,
    case when passed > 0 then passed_share end as i_passed_share,
    case when week_share >= passed_share + 0.1 then week_share end as i_week_share,
    toInteger(round(median, 0, 'HALF_EVEN')) as i_median_dwell_s, a.trait_payers as i_senders,
    case when receivers > 0 then receivers end as i_receivers,
    case when straight > 0 then straight / toFloat(quick) end as i_exit_share,
    case when p_hour_times > 0 then hour_times end as i_hour_times,
    case when p_passed_times > 0 then passed_times end as i_passed_times,
    case when p_week_times > 0 then week_times end as i_week_times,
    case when p_alike_times > 0 then alike_times end as i_alike_times,
    case when p_passes > 0 then a.trait_passes end as i_passes,
    case when p_whole_passes > 0 then a.trait_whole_passes end as i_whole_passes,
    case when p_stranger_passes > 0 then a.trait_stranger_passes end as i_stranger_passes,
    case when p_crowd > 0 then a.trait_crowd end as i_crowd,
    case when p_crowd > 0 then a.trait_crowd_times end as i_crowd_times,
    case when p_crowd > 0 then a.trait_crowd_passed_share end as i_crowd_passed_share,
    case when p_emptying_share > 0 then a.trait_emptying_share end as i_emptying_share,
    case when is_fresh then a.trait_fresh_s end as i_fresh_s,
    case when p_bare > 0 then 1 end as i_bare,
    case when p_night_share > 0 then a.trait_night_share end as i_night_share,
    case when p_new_share > 0 then a.trait_new_share end as i_new_share,
    case when p_source_share > 0 then a.trait_source_share end as i_source_share,
    case when p_left_share > 0 then a.trait_exit_share end as i_left_share,
    case when p_payers_share > 0 then a.trait_payers_pass_share end as i_payers_share,
    case when p_payees_share > 0 then a.trait_payees_pass_share end as i_payees_share,
    case when p_beside_share > 0 then a.trait_beside_pass_share end as i_beside_share,
    case when victim_amount > 0 then victim_amount end as i_victim_amount,
    case when links > 0 then links end as i_links,
    case when p_firm_share < 0 then a.trait_firm_share end as i_firm_share,
    case when p_household_share < 0 then a.trait_household_share end as i_household_share,
    case when a.trait_wages > 0 then a.trait_wages end as i_wages,
    p_begun, p_hour_times, p_passed_times, p_week_times, p_alike_times, p_passes,
    p_whole_passes, p_stranger_passes, p_crowd, p_emptying_share, p_fresh_s, p_bare, p_night_share, p_new_share, p_source_share, p_left_share,
    p_payers_share, p_payees_share, p_beside_share, p_victim_amount, p_links, p_firm_share,
    p_household_share, p_wages
