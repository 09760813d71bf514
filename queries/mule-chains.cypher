// What mule-chains.sql finds, in the graph. Its head holds the parameters. Only people's
// and companies' accounts have hops, so that terminals need not be left out here. Nodes that hops
// lead to have no label here, so that they are reached over hops and never looked up by an index.

// the last payment of a chain: a quick hop into it, and none out of it
match ()-[h:HOP where h.dwell_s <= $within and coalesce(h.counted, h.amount) >= $min_amount
        and coalesce(h.counted, 1) > 0]->(last:Transfer)
with distinct last
where not exists {
    match (last)-[n:HOP where n.dwell_s <= $within and coalesce(n.counted, n.amount) >= $min_amount
        and coalesce(n.counted, 1) > 0]->(next)
    where coalesce(n.counted, n.amount) >= $share * coalesce(next.counted_amount, next.net_amount)
        and last.kind in ['transfer', 'abroad', 'other']
        and next.kind in ['transfer', 'cash_out', 'abroad', 'other']
        and not exists {
            match (other)-[m:HOP where m.dwell_s <= $within and coalesce(m.counted, m.amount) >= coalesce(n.counted, n.amount)]->(next)
            where other.kind in ['transfer', 'abroad', 'other']
                and (coalesce(m.counted, m.amount) > coalesce(n.counted, n.amount) or m.dwell_s < n.dwell_s
                    or m.dwell_s = n.dwell_s and other.id < last.id)
        }
}

// back from there over quick hops, for each payment by the one that paid for most of it
match (first)
    ((i)-[h:HOP where h.dwell_s <= $within and coalesce(h.counted, h.amount) >= $min_amount
        and coalesce(h.counted, 1) > 0]->(o)
        where coalesce(h.counted, h.amount) >= $share * coalesce(o.counted_amount, o.net_amount)
            and i.kind in ['transfer', 'abroad', 'other']
            and o.kind in ['transfer', 'cash_out', 'abroad', 'other']
            and not exists {
                match (other)-[m:HOP where m.dwell_s <= $within and coalesce(m.counted, m.amount) >= coalesce(h.counted, h.amount)]->(o)
                where other.kind in ['transfer', 'abroad', 'other']
                    and (coalesce(m.counted, m.amount) > coalesce(h.counted, h.amount) or m.dwell_s < h.dwell_s
                        or m.dwell_s = h.dwell_s and other.id < i.id)
            })+
    (last)
where none(place in range(0, size(i) - 1) where i[place] in o[place..])
with first, last, i, h
order by size(h) desc
with last, head(collect({first: first, ins: i, hops: h})) as longest
where size(longest.hops) >= 2

match (last)-[:TO]->(end:Account)
call (longest) {
    unwind range(0, size(longest.hops) - 1) as place
    with longest.ins[place] as i, longest.hops[place] as h, place
    match (i)-[:TO]->(a:Account)
    with a, h, place
    order by place
    return collect(a.number) as accounts, count(distinct coalesce(a.owner, a.number)) as owners,
        min(coalesce(h.counted, h.amount)) as amount, max(h.dwell_s) as longest_s
}
with last, longest.first as first, longest.ins as ins, size(longest.hops) as hops, end, accounts,
    owners, amount, longest_s, end.kind in ['exchange', 'cash', 'abroad'] as left_here,
    coalesce(end.p2p, false) as p2p, coalesce(longest.first.counted_stolen, longest.first.stolen, 0) as victim_amount
where owners >= 2
with *, owners as holders, duration.inSeconds(first.ts, last.credit_ts).seconds as total_s,
    left_here or p2p as is_exit, case when longest_s <= 3600 then 10 else 5 end as quick_points,
    case
    when p2p then 'p2p'
    when left_here then end.kind
    when end.kind in ['merchant', 'loan desk', 'state'] then 'spent'
    when end.covered_from is not null and end.kind <> 'acquirer' then 'held' else 'unseen' end as end_word

// card

return accounts, hops, amount, first.ts as first_ts, last.credit_ts as last_ts,
    end_word as `end`, end.number as end_account, score,
    [one in ins | one.id] + last.id as transfers, card
