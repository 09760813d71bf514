// What loan-then-transfer.sql finds, in the graph. Its head holds the parameters.

// loans of one owner, in the order of time
match (a:Account)<-[:TO]-(l:Transfer {kind: 'loan'})<-[:SENT]-(f:Account)
where a <> f and l.reversed is null and a.kind in ['person', 'unknown']
with coalesce(a.owner, a.number) as owner, l, coalesce(f.bank, f.number) as lender
order by l.credit_ts, l.id
with owner, collect({id: l.id, ts: l.credit_ts, amount: coalesce(l.counted_to_amount, l.net_to_amount), lender: lender}) as lent

// a burst ends where the next loan comes too late
with owner, lent, [place in range(0, size(lent) - 1)
    where place = 0
        or lent[place].ts > lent[place - 1].ts + duration({seconds: $burst}) | place] as starts
unwind range(0, size(starts) - 1) as burst_no
with owner, burst_no, lent[starts[burst_no]..coalesce(starts[burst_no + 1], size(lent))] as burst
unwind burst as loan
with owner, burst_no, count(*) as loans, count(distinct loan.lender) as lenders,
    sum(loan.amount) as loan_amount, min(loan.ts) as first_ts, max(loan.ts) as last_loan_ts,
    collect(loan.id) as loan_ids
where loan_amount > 0 and loan_amount >= $min_amount

// the accounts of the owner; the account itself where the owner is not known
call (owner) {
    match (:Owner {id: owner})-[:OWNS]->(a:Account)
    return a
    union
    match (a:Account {number: owner})
    where a.owner is null
    return a
}
with *, first_ts - duration({seconds: $before}) as from_ts,
    last_loan_ts + duration({seconds: $within}) as to_ts
order by a.number
with owner, burst_no, loans, lenders, loan_amount, first_ts, last_loan_ts, loan_ids, from_ts,
    to_ts, collect(a) as mine

// who was paid before is no stranger
call (mine, from_ts) {
    unwind mine as a
    match (a)-[:SENT]->(t:Transfer where t.ts < from_ts and t.reversed is null)-[:TO]->(r:Account)
    return collect(distinct coalesce(r.owner, r.number)) as paid_before
}

// what left for other people; shops, firms, lenders and own accounts are no such thing
unwind mine as a
match (a)-[:SENT]->(t:Transfer where from_ts <= t.ts <= to_ts)-[:TO]->(r:Account)
where not t.own and t.reversed is null and coalesce(t.counted_amount, t.net_amount) > 0 and t.kind in ['transfer', 'abroad', 'other']
    and r.kind in ['person', 'unknown', 'exchange', 'abroad']
// how much of it receivers whose accounts are watched passed on soon
optional match (t)-[h:HOP where h.dwell_s <= $passed_within]->(o:Transfer)
where r.covered_from is not null and not o.own and o.kind in ['transfer', 'cash_out', 'abroad', 'other']
with owner, burst_no, loans, lenders, loan_amount, first_ts, last_loan_ts, loan_ids, mine,
    paid_before, t, r, coalesce(r.owner, r.number) as receiver, sum(coalesce(h.counted, h.amount)) as passed
order by r.number
with owner, loans, lenders, loan_amount, first_ts, last_loan_ts, loan_ids, mine, burst_no,
    sum(coalesce(t.counted_amount, t.net_amount)) as moved_amount, min(t.ts) as moved_first_ts, max(t.ts) as last_ts,
    count(distinct receiver) as receivers, collect(t.id) as ids,
    collect(distinct r.number) as to_accounts, sum(passed) as passed,
    collect({receiver: receiver, amount: coalesce(t.counted_amount, t.net_amount)}) as paid,
    sum(case when r.covered_from is not null then coalesce(t.counted_amount, t.net_amount) else 0 end) as watched,
    sum(case when receiver in paid_before then coalesce(t.counted_amount, t.net_amount) else 0 end) as acquainted

// what the one receiver got who got most
call (paid) {
    unwind paid as one
    with one.receiver as receiver, sum(one.amount) as amount
    return max(amount) as most_amount
}

with *, case when moved_first_ts < first_ts then moved_first_ts else first_ts end as start_ts,
    toFloat(moved_amount) / loan_amount as moved,
    watched / toFloat(moved_amount) as watched_share,
    case when watched > 0 then passed / toFloat(watched) end as passed_on,
    acquainted / toFloat(moved_amount) as known_share,
    most_amount / toFloat(moved_amount) as one_share
with *, case when moved > 1.0 then 1.0 else moved end as moved_share,
    case when passed_on > 1.0 then 1.0 else passed_on end as passed_share
with *, duration.inSeconds(first_ts, last_loan_ts).seconds as burst_s,
    duration.inSeconds(last_loan_ts, last_ts).seconds as moved_s,
    // more than the loans left: the rest is savings
    case when moved_amount > 1.05 * loan_amount then moved_amount - loan_amount end
        as savings_amount,
    moved_share * (watched_share * coalesce(passed_share, 0.0)) as passed_part,
    // half of what nobody watches is taken to be passed on, less of it where one person got all,
    // as a seller does
    moved_share * (1.0 - watched_share) as unseen_part,
    moved_share * (1.0 - watched_share) * one_share as one_part,
    // an acquaintance who is seen to pass the money on is no better than a stranger
    known_share * (1.0 - watched_share * coalesce(passed_share, 0.0)) as known_part

// card

// one row an owner: the burst with the highest score
order by score desc, first_ts
with owner, head(collect({
    loans: loans, lenders: lenders, loan_amount: loan_amount, first_ts: first_ts,
    last_loan_ts: last_loan_ts, loan_ids: loan_ids, mine: mine, moved_amount: moved_amount,
    last_ts: last_ts, ids: ids, to_accounts: to_accounts, start_ts: start_ts, score: score,
    card: card
})) as best
call (best) {
    unwind best.mine as a
    with distinct a.bank as bank
    where bank is not null
    order by bank
    return collect(bank) as banks
}

return owner, [a in best.mine | a.number] as accounts,
    case when size(banks) > 0 then banks end as banks, best.loans as loans,
    best.loan_amount as loan_amount, best.moved_amount as moved_amount,
    best.start_ts as first_ts, best.last_ts as last_ts,
    duration.inSeconds(best.start_ts, best.last_ts).seconds / 60 as minutes,
    best.to_accounts as to_accounts, best.score as score, best.loan_ids + best.ids as transfers, best.card as card
