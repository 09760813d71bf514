// What droppers.sql finds, in the graph. Its head holds the parameters, its card the points.
// Features of an account are its properties feature_..., as they were pushed.

match (any:Account where any.feature_received > 0)
with count(any) * count(any) / 100.0 as square
with case when square < 10 then 10.0 else square end as many
with -floor(100 * log10(case when many < $one_in then many else toFloat($one_in) end) + 0.5) / 10
    as begun

match (a:Account)
where a.kind in ['person', 'company', 'unknown'] and a.feature_received > 0
    and a.feature_received >= $min_amount

// what was received and soon paid on: by the feature where the time is its own, a day
call (a) {
    match (a)-[:SENT]->(o:Transfer where not o.own)-[:TO]->(p:Account)
    where $within <> 86400 and p <> a and o.kind in ['transfer', 'cash_out', 'abroad', 'other']
        and not p.kind in ['merchant', 'state', 'loan desk']
    match (o)<-[h:HOP where h.dwell_s <= $within]-(i:Transfer where not i.own)<-[:SENT]-(f:Account)
    where i.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    return sum(coalesce(h.counted, h.amount)) as soon_passed
}
with *, case when $within = 86400 then a.feature_day_passed else soon_passed end as passed

// other people's accounts that pass money on too and share a phone or a device
call (a) {
    match (a)-[:LINKED]->(l:Link where l.kind in ['phone', 'device'])<-[:LINKED]-(other:Account)
    where 1 < l.accounts <= $link_most
        and coalesce(other.owner, other.number) <> coalesce(a.owner, a.number)
        and other.kind in ['person', 'company', 'unknown'] and other.feature_received > 0
        and other.feature_received >= $min_amount
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
        return sum(coalesce(h.counted, h.amount)) as soon_passed
    }
    with case when $within = 86400 then other.feature_day_passed else soon_passed end as passed
    where passed >= $min_amount
    return count(*) as links
}

// money traced to loans that left at once (see loan-then-transfer)
call (a) {
    match (a)<-[:TO]-(t:Transfer where not t.own)<-[:SENT]-(f:Account)
    where t.stolen is not null and t.reversed is null and t.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    return sum(coalesce(t.counted_stolen, t.stolen)) as victim_amount, collect(t.id) as stolen_ins
}

// what came and went within a week, and what came from others
call (a) {
    match (a)-[:SENT]->(o:Transfer where not o.own)-[:TO]->(p:Account)
    where p <> a and o.kind in ['transfer', 'cash_out', 'abroad', 'other']
        and not p.kind in ['merchant', 'state', 'loan desk']
    match (o)<-[h:HOP where (h.dwell_s <= $within or h.dwell_s <= 604800)
        and coalesce(h.counted, 1) > 0]-(i:Transfer where not i.own)<-[:SENT]-(f:Account)
    where i.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    with h, i, o, h.dwell_s <= $within as is_quick, coalesce(p.owner, p.number) as receiver,
        p.kind in ['exchange', 'cash', 'abroad'] or o.kind in ['cash_out', 'abroad']
            or coalesce(p.p2p, false) as left_banks,
        p.covered_from is null and p.kind in ['person', 'unknown'] as is_out_of_sight
    return percentileCont(case when is_quick then h.dwell_s end, 0.5) as median,
        count(distinct case when is_quick then receiver end) as receivers,
        sum(case when is_quick then coalesce(h.counted, h.amount) else 0 end) as quick,
        sum(case when is_quick and left_banks then coalesce(h.counted, h.amount) else 0 end) as straight,
        sum(case when is_out_of_sight and not left_banks then coalesce(h.counted, h.amount) else 0 end) as unseen,
        sum(coalesce(h.counted, h.amount)) as whole,
        collect(distinct i.id) as ins, collect(distinct o.id) as outs
}
call (a) {
    match (a)<-[:TO]-(t:Transfer where not t.own and t.reversed is null)<-[:SENT]-(f:Account)
    where t.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad'] and f <> a
    return collect(t.id) as came
}
call (ins, outs, stolen_ins, came) {
    unwind outs + stolen_ins
        + case when size(outs) = 0 and size(stolen_ins) = 0 then came else ins end as id
    return collect(distinct id) as transfers
}

// features: a
with *, toFloat(case when usual < 1 then 1 else usual end) as usual_payment,
    passed / toFloat(received) as share, victim_amount / toFloat(received) as victim_part,
    crowd * (log(crowd_times) - 1 + 1 / crowd_times) as crowd_surprise
with *, case when share < 1.0 then share else 1.0 end as passed_share,
    case when victim_part < 1.0 then victim_part else 1.0 end as victim_share,
    hour_passed_times as hour_times, passed / usual_payment as passed_times,
    week_passed_times as week_times, alike_passed_times as alike_times,
    (2 * crowd_passed_share - 1)
        * case when crowd_surprise < 40 then crowd_surprise else 40.0 end as crowd_weight,
    a.covered_from is not null and household_count = 0 and wages = 0 as is_bare,
    a.covered_from is not null and coalesce(fresh_s <= $fresh, false) as is_fresh

// card

return a.number as account, a.owner as owner, a.bank as bank, received, passed as passed_on,
    payers as senders, toInteger(round(median, 0, 'HALF_EVEN')) as median_dwell_s,
    received - case when passed > week_passed then passed else week_passed end as held,
    case when unseen > 0.5 * whole and victim_amount = 0 and links = 0
    then 'passes_on' else 'dropper' end as grade,
    score, transfers, card,
    toInteger(round(median, 0, 'HALF_EVEN')) as i_median_dwell_s,
    case when receivers > 0 then receivers end as i_receivers,
    case when straight > 0 then straight / toFloat(quick) end as i_exit_share,
    case when unseen > 0 then unseen / toFloat(whole) end as i_unseen_share
