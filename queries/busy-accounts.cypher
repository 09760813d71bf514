// What busy-accounts.sql finds, in the graph. Its head holds the parameters.

// what people's accounts moved with other people
match (a:Account)
where a.kind in ['person', 'unknown'] and not a.number starts with '?' and a.p2p is null
call (a) {
    match (a)<-[:TO]-(t:Transfer)<-[:SENT]-(o:Account)
    return t, o, t.credit_ts as ts, coalesce(t.counted_to_amount, t.net_to_amount) as amount, true as came
    union all
    match (a)-[:SENT]->(t:Transfer)-[:TO]->(o:Account)
    return t, o, t.ts as ts, coalesce(t.counted_amount, t.net_amount) as amount, false as came
}
with a, t, ts, amount, came, o, coalesce(o.owner, o.number) as person
where not t.own and t.reversed is null and t.kind in ['transfer', 'other'] and o <> a
    and o.kind in ['person', 'unknown'] and not o.number starts with '?'
with a, collect({t: t, id: t.id, ts: ts, amount: amount, came: came, person: person}) as met

call (met) {
    unwind met as m
    with date(m.ts) as day, count(distinct m.person) as people, count(*) as transfers,
        sum(m.amount) as amount
    return max(people) as people_day, max(transfers) as transfers_day, max(amount) as day_amount
}
call (met) {
    unwind met as m
    with date.truncate('month', m.ts) as month, count(distinct m.person) as people,
        sum(m.amount) as amount
    return max(people) as people_month, max(amount) as month_amount
}
call (met) {
    unwind met as m
    return count(distinct m.person) as people, min(m.ts) as first_ts, max(m.ts) as last_ts,
        sum(case when m.came then m.amount else 0 end) as received,
        sum(case when m.came then 0 else m.amount end) as sent, collect(m.id) as transfers
}
call (met) {
    unwind met as m
    with m.t as t, m.came as came
    where came
    match (t)-[h:HOP where h.dwell_s < $quick]->(o:Transfer where not o.own)
    where o.kind in ['transfer', 'cash_out', 'abroad', 'other']
    return sum(coalesce(h.counted, h.amount)) as quick
}

// shops, bills and the bank's own fees are a household's
with *, exists {
    match (a)-[:SENT]->(t:Transfer where t.reversed is null)-[:TO]->(r:Account)
    where t.kind = 'card' or r.kind in ['merchant', 'state', 'company']
} as household

with *,
    case when people_day > $people_day then people_day end as busy_people_day,
    case when people_month > $people_month then people_month end as busy_people_month,
    case when transfers_day > $transfers_day then transfers_day end as busy_transfers_day,
    case when day_amount > $day_amount then day_amount end as busy_day_amount,
    case when month_amount > $month_amount then month_amount end as busy_month_amount,
    case when quick > 0 and quick >= $quick_share * received
    then case when quick > received then 1.0 else quick / toFloat(received) end end as quick_share,
    case when a.covered_from is not null and not household then 1 end as no_household

// people and amounts, by day or by month, are one sign each
// card

with *
where score > 0
return a.number as account, a.owner as owner, a.bank as bank, people, received, sent, first_ts,
    last_ts, score, transfers, card
