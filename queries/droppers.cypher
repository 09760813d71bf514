// What droppers.sql finds, asked of the graph. Its head holds the parameters.

match (a:Account)<-[:TO]-(t:Transfer)<-[:SENT]-(f:Account)
where not t.own and t.kind in ['transfer', 'abroad', 'other', 'reversal']
    and a.kind in ['person', 'company', 'unknown'] and not a.number starts with '?'
    and a.p2p is null
    and f.kind in ['person', 'unknown', 'abroad']
with a, collect(t) as receiving, sum(t.to_amount) as received,
    count(distinct coalesce(f.owner, f.number)) as senders
where received > 0 and received >= $min_amount

// what of it left soon for somebody else than a shop
call (receiving) {
    unwind receiving as t
    match (t)-[h:HOP where h.dwell_s <= $within]->(o:Transfer where not o.own)-[:TO]->(p:Account)
    where o.kind in ['transfer', 'cash_out', 'abroad', 'other']
        and not p.kind in ['merchant', 'state', 'loan desk']
    return sum(h.amount) as passed_on, percentileCont(h.dwell_s, 0.5) as median,
        count(distinct coalesce(p.owner, p.number)) as receivers, min(t.id) as first_in,
        sum(case when p.kind in ['exchange', 'cash', 'abroad'] or o.kind in ['cash_out', 'abroad']
            or p.p2p then h.amount else 0 end) as left_amount,
        collect(distinct t.id) as ins, collect(distinct o.id) as outs
}

// other people's accounts that pass money on too and share a phone or a device
call (a) {
    match (a)-[:LINKED]->(l:Link where l.kind in ['phone', 'device'])<-[:LINKED]-(other:Account)
    where 1 < l.accounts <= $link_most
        and coalesce(other.owner, other.number) <> coalesce(a.owner, a.number)
        and other.kind in ['person', 'company', 'unknown']
        and not other.number starts with '?' and other.p2p is null
    with distinct other
    match (other)<-[:TO]-(t:Transfer)<-[:SENT]-(f:Account)
    where not t.own and t.kind in ['transfer', 'abroad', 'other', 'reversal']
        and f.kind in ['person', 'unknown', 'abroad']
    match (t)-[h:HOP where h.dwell_s <= $within]->(o:Transfer where not o.own)-[:TO]->(p:Account)
    where o.kind in ['transfer', 'cash_out', 'abroad', 'other']
        and not p.kind in ['merchant', 'state', 'loan desk']
    with other, sum(h.amount) as passed_on
    where passed_on >= $min_amount
    return count(*) as links
}

// money traced to loans that left at once (see loan-then-transfer)
call (receiving) {
    unwind receiving as t
    with t
    where t.stolen is not null
    return sum(t.stolen) as victim_amount, collect(t.id) as stolen_ins
}

call (a) {
    match (a)-[:SENT]->(t:Transfer)
    return min(t.ts) as first_out_ts
}
call (a) {
    match (a)<-[:TO]-(t:Transfer)
    return min(t.credit_ts) as first_in_ts
}
call (ins, outs, stolen_ins) {
    unwind ins + outs + stolen_ins as id
    return collect(distinct id) as transfers
}
optional match (i:Transfer {id: first_in})
with *, case when first_out_ts < first_in_ts then first_out_ts else first_in_ts end as seen_ts
with *, toInteger(round(median, 0, 'HALF_EVEN')) as median_dwell_s,
    passed_on / toFloat(received) as passed_share,
    case when passed_on > 0 then left_amount / toFloat(passed_on) end as exit_share,
    victim_amount / toFloat(received) as victim_share,
    case when a.covered_from is not null and i.ts <= seen_ts + duration({seconds: $fresh})
    then duration.inSeconds(seen_ts, i.ts).seconds end as fresh_s
with *,
    // how the account behaves, at most 0.6, who else holds it, at most 0.1, and whose money
    // it was, at most 0.6 more
    0.3 * passed_share
        + case when median_dwell_s is null then 0.0 when median_dwell_s <= 3600 then 0.1
            when median_dwell_s <= 21600 then 0.05 else 0.0 end
        + case when fresh_s is not null then 0.1 else 0.0 end
        + 0.1 * coalesce(exit_share, 0.0) * passed_share
        + case when links < 2 then 0.05 * links else 0.1 end
        + case when victim_amount >= $min_amount
            then 0.35 + 0.25 * case when victim_share < 1.0 then victim_share else 1.0 end
            else 0.0 end as sum

return a.number as account, a.owner as owner, a.bank as bank, received, passed_on, senders,
    median_dwell_s, received - passed_on as held, case when sum > 1.0 then 1.0 else sum end as score,
    transfers,
    case when passed_on > 0 then passed_share end as i_passed_share,
    median_dwell_s as i_median_dwell_s, senders as i_senders,
    case when size(ins) > 0 then receivers end as i_receivers, fresh_s as i_fresh_s,
    case when exit_share > 0 then exit_share end as i_exit_share,
    case when victim_amount > 0 then victim_amount end as i_victim_amount,
    case when links > 0 then links end as i_links
