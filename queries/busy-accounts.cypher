// What busy-accounts.sql finds, asked of the graph. Its head holds the parameters.

// what people's accounts moved with other people
match (a:Account)
where a.kind in ['person', 'unknown'] and not a.number starts with '?' and a.p2p is null
call (a) {
    match (a)<-[:TO]-(t:Transfer)<-[:SENT]-(o:Account)
    return t, o, t.credit_ts as ts, t.to_amount as amount, true as came
    union all
    match (a)-[:SENT]->(t:Transfer)-[:TO]->(o:Account)
    return t, o, t.ts as ts, t.amount as amount, false as came
}
with a, t, ts, amount, came, o, coalesce(o.owner, o.number) as person
where not t.own and t.kind in ['transfer', 'other'] and o <> a
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
    return sum(h.amount) as quick
}

// shops, bills and the bank's own fees are a household's
with *, exists {
    match (a)-[:SENT]->(t:Transfer)-[:TO]->(r:Account)
    where t.kind = 'card' or r.kind in ['merchant', 'state', 'company']
} as household

with *,
    case when people_day > $people_day then people_day end as i_people_day,
    case when people_month > $people_month then people_month end as i_people_month,
    case when transfers_day > $transfers_day then transfers_day end as i_transfers_day,
    case when day_amount > $day_amount then day_amount end as i_day_amount,
    case when month_amount > $month_amount then month_amount end as i_month_amount,
    case when quick > 0 and quick >= $quick_share * received
    then case when quick > received then 1.0 else quick / toFloat(received) end end as i_quick_share,
    case when a.covered_from is not null and not household then 1 end as i_no_household
with *,
    // people and amounts, by day or by month, are one sign each
    case when i_people_day is not null then 20 else 0 end as p_people_day,
    case when i_people_day is null and i_people_month is not null
        then 20 else 0 end as p_people_month,
    case when i_transfers_day is not null then 20 else 0 end as p_transfers_day,
    case when i_day_amount is not null then 20 else 0 end as p_day_amount,
    case when i_day_amount is null and i_month_amount is not null
        then 20 else 0 end as p_month_amount,
    case when i_quick_share is not null then 20 else 0 end as p_quick_share
with *, p_people_day + p_people_month + p_transfers_day + p_day_amount + p_month_amount
    + p_quick_share as signs
where signs > 0
// no household adds a quarter to the signs there are; alone it says nothing
with *, case when i_no_household is not null then signs / 4 else 0 end as p_no_household

return a.number as account, a.owner as owner, a.bank as bank, people, received, sent, first_ts,
    last_ts, (signs + p_no_household) / 100.0 as score, transfers, i_people_day, i_people_month, i_transfers_day, i_day_amount,
    i_month_amount, i_quick_share, i_no_household, p_people_day, p_people_month, p_transfers_day,
    p_day_amount, p_month_amount, p_quick_share, p_no_household
