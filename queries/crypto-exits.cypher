// What crypto-exits.sql finds, in the graph. Its head holds the parameters.

call () {
    // exchanges by name
    match (account:Account {kind: 'exchange'})<-[:TO]-(t:Transfer where t.reversed is null)
        <-[:SENT]-(f:Account)
    return account, 'named' as how, sum(coalesce(t.counted_to_amount, t.net_to_amount)) as amount,
        count(distinct coalesce(f.owner, f.number)) as senders, min(t.ts) as first_ts,
        max(t.ts) as last_ts, collect(t.id) as transfers, true as is_named, false as is_trader,
        null as share, null as days, null as purchases,
        0.0 as senders_part, 0.0 as share_part, 0.0 as days_part

    union all

    // only accounts that sent money to an exchange can be traders
    match (:Account {kind: 'exchange'})<-[:TO]-(t:Transfer where t.reversed is null)
        <-[:SENT]-(account:Account)
    where account.kind in ['person', 'company', 'unknown']
    with account, sum(coalesce(t.counted_amount, t.net_amount)) as to_exchange, count(distinct date(t.ts)) as purchases
    match (account)-[:SENT]->(t:Transfer where not t.own and t.reversed is null)
    with account, to_exchange, purchases, sum(coalesce(t.counted_amount, t.net_amount)) as left_amount
    match (account)<-[:TO]-(t:Transfer {kind: 'transfer'})<-[:SENT]-(f:Account)
    where not t.own and t.reversed is null and f.kind in ['person', 'unknown']
    with account, to_exchange, purchases, left_amount, sum(coalesce(t.counted_to_amount, t.net_to_amount)) as amount,
        count(distinct coalesce(f.owner, f.number)) as senders,
        count(distinct date(t.credit_ts)) as days, min(t.credit_ts) as first_ts,
        max(t.credit_ts) as last_ts, collect(t.id) as transfers
    with *, toFloat(to_exchange)
        / case when amount > left_amount then amount when left_amount > 0 then left_amount
            else 1 end as share,
        case when senders < 30 then senders / 30.0 else 1.0 end as many,
        case when days < 15 then days / 15.0 else 1.0 end as long
    with *, senders >= $senders and share >= $exchange_share and days >= $days
        and purchases >= $purchases as is_trader
    return account, 'inferred' as how, amount, senders, first_ts, last_ts, transfers,
        false as is_named, is_trader, share, days, purchases,
        case when is_trader then 20 else 15 end * many as senders_part,
        case when is_trader then 20 else 15 end * share as share_part, 10 * long as days_part
}

// card

return account.number as account, account.owner as owner, account.name as name, how, amount,
    senders, first_ts, last_ts, score, transfers, card
