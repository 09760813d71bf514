// What forward.sql finds, in the graph. Its head holds the parameters.

match (start:Account {number: $account})-[:SENT]->(out:Transfer)
where out.net_amount > 0 and out.reversed is null and localdatetime($since) <= out.ts <= localdatetime($until)
    and not exists { (out)-[:TO]->(start) }
with start, out.currency as currency, sum(out.net_amount) as left_amount, collect(out) as outs
unwind outs as out

// Over hops, at most eight; money that was exchanged or came back is not followed, and a fee that was
// deducted on the way counts as what stayed there. A hop takes on
// tiyn [in_offset, in_offset + amount): `piece` holds those that came through every hop, as tiyn
// of the last transfer. In four parts of two hops, for two reasons: paths that nothing came through
// are dropped after each, as their number would grow with every account that gathers and splits;
// and one part takes no hop twice, where money may go in a circle within a minute.
match (out)
    ((i where i.net_to_amount <= i.net_amount and i.currency = i.to_currency)
        -[h:HOP where h.dwell_s <= $within and h.amount >= $min_amount and h.account <> start.id]->
    ()){0,2}
    (t1)
with start, currency, left_amount, t1, size(h) as hops, last(h).account as via,
    reduce(piece = {lo: 0, hi: out.net_amount}, hop in h | {
        lo: case when piece.lo > hop.in_offset then piece.lo else hop.in_offset end
            - hop.in_offset + hop.out_offset,
        hi: case when piece.hi < hop.in_offset + hop.amount then piece.hi
            else hop.in_offset + hop.amount end - hop.in_offset + hop.out_offset}) as piece
where hops = 0 or piece.hi > piece.lo and piece.hi - piece.lo >= $min_amount
match (t1)
    ((i where hops = 2 and i.net_to_amount <= i.net_amount and i.currency = i.to_currency)
        -[h:HOP where h.dwell_s <= $within and h.amount >= $min_amount and h.account <> start.id]->
    ()){0,2}
    (t2)
with start, currency, left_amount, t2, hops + size(h) as hops, coalesce(last(h).account, via) as via,
    reduce(piece = piece, hop in h | {
        lo: case when piece.lo > hop.in_offset then piece.lo else hop.in_offset end
            - hop.in_offset + hop.out_offset,
        hi: case when piece.hi < hop.in_offset + hop.amount then piece.hi
            else hop.in_offset + hop.amount end - hop.in_offset + hop.out_offset}) as piece
where hops = 0 or piece.hi > piece.lo and piece.hi - piece.lo >= $min_amount
match (t2)
    ((i where hops = 4 and i.net_to_amount <= i.net_amount and i.currency = i.to_currency)
        -[h:HOP where h.dwell_s <= $within and h.amount >= $min_amount and h.account <> start.id]->
    ()){0,2}
    (t3)
with start, currency, left_amount, t3, hops + size(h) as hops, coalesce(last(h).account, via) as via,
    reduce(piece = piece, hop in h | {
        lo: case when piece.lo > hop.in_offset then piece.lo else hop.in_offset end
            - hop.in_offset + hop.out_offset,
        hi: case when piece.hi < hop.in_offset + hop.amount then piece.hi
            else hop.in_offset + hop.amount end - hop.in_offset + hop.out_offset}) as piece
where hops = 0 or piece.hi > piece.lo and piece.hi - piece.lo >= $min_amount
match (t3)
    ((i where hops = 6 and i.net_to_amount <= i.net_amount and i.currency = i.to_currency)
        -[h:HOP where h.dwell_s <= $within and h.amount >= $min_amount and h.account <> start.id]->
    ()){0,2}
    (t)
with currency, left_amount, t, hops + size(h) as hops, coalesce(last(h).account, via) as via,
    reduce(piece = piece, hop in h | {
        lo: case when piece.lo > hop.in_offset then piece.lo else hop.in_offset end
            - hop.in_offset + hop.out_offset,
        hi: case when piece.hi < hop.in_offset + hop.amount then piece.hi
            else hop.in_offset + hop.amount end - hop.in_offset + hop.out_offset}) as piece
where hops = 0 or piece.hi > piece.lo and piece.hi - piece.lo >= $min_amount
with currency, left_amount, t, hops, via, piece.hi - piece.lo as amount

// what came to an account, less what went on from there
match (t)-[:TO]->(a:Account)
unwind [
    {account: a.id, came: amount, hops: hops, ts: t.credit_ts, transfer: t.id},
    {account: via, went: amount}
] as moved
with currency, left_amount, moved
where moved.account is not null
with currency, left_amount, moved.account as id, sum(moved.came) as amount,
    sum(moved.came) - sum(moved.went) as stayed, min(moved.hops) as hops,
    min(moved.ts) as first_ts, max(moved.ts) as last_ts,
    collect(distinct moved.transfer) as transfers
match (a:Account {id: id})
with *, amount / toFloat(left_amount) as came_share
with *, case when came_share > 1.0 then 1.0 else came_share end as score_share

// card

return a.number as account, a.owner as owner, a.name as name, a.bank as bank, amount, stayed,
    currency, hops, first_ts, last_ts, score, transfers, card
