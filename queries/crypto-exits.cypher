// What crypto-exits.sql finds, asked of the graph. Its head holds the parameters.

call () {
    // exchanges by name
    match (account:Account {kind: 'exchange'})<-[:TO]-(t:Transfer)<-[:SENT]-(f:Account)
    return account, 'named' as how, sum(t.to_amount) as amount,
        count(distinct coalesce(f.owner, f.number)) as senders, min(t.ts) as first_ts,
        max(t.ts) as last_ts, collect(t.id) as transfers, 1 as i_named,
        null as i_exchange_share, null as i_days, null as i_purchases, null as i_trader,
        1.0 as by_name, 0.0 as by_senders, 0.0 as by_share, 0.0 as by_days, 0.0 as by_trade

    union all

    // only accounts that sent money to an exchange can be traders
    match (:Account {kind: 'exchange'})<-[:TO]-(t:Transfer)<-[:SENT]-(account:Account)
    where account.kind in ['person', 'company', 'unknown']
    with account, sum(t.amount) as to_exchange, count(distinct date(t.ts)) as purchases
    match (account)-[:SENT]->(t:Transfer where not t.own)
    with account, to_exchange, purchases, sum(t.amount) as left_amount
    match (account)<-[:TO]-(t:Transfer {kind: 'transfer'})<-[:SENT]-(f:Account)
    where not t.own and f.kind in ['person', 'unknown']
    with account, to_exchange, purchases, left_amount, sum(t.to_amount) as amount,
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
        null as i_named, share as i_exchange_share, days as i_days, purchases as i_purchases,
        case when is_trader then 1 end as i_trader, 0.0 as by_name,
        case when is_trader then 0.2 else 0.15 end * many as by_senders,
        case when is_trader then 0.2 else 0.15 end * share as by_share,
        0.1 * long as by_days, case when is_trader then 0.5 else 0.0 end as by_trade
}
return account.number as account, account.owner as owner, account.name as name, how, amount,
    senders, first_ts, last_ts,
    by_trade + by_senders + by_share + by_days + by_name as score, transfers,
    i_named, senders as i_senders, i_exchange_share, i_days, i_purchases, i_trader,
    100 * by_name as p_named, 100 * by_senders as p_senders, 100 * by_share as p_exchange_share,
    100 * by_days as p_days, 100 * by_trade as p_trader
