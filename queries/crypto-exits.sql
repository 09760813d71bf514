-- title = "Where money leaves for cryptocurrency"
-- finds = "Accounts of exchanges that are named, and people's accounts that gather payments from many strangers over many days and send the sum on to an exchange: peer-to-peer traders."
-- innocent = "A licensed exchange serves honest customers. A person may gather money for friends who invest together; a small business may keep its float in cryptocurrency."
-- min_score = 0.5
-- amounts = "converted"
-- derives = "trader"
--
-- [param.senders]
-- default = 10
-- unit = "count"
-- about = "strangers who paid the account, at the least, before it is taken for a trader's"
-- [param.exchange_share]
-- default = "0.5"
-- unit = "share"
-- about = "part of what strangers sent, and of all that left, that must have gone to exchanges: who lives on wages and buys for himself is no trader"
-- [param.purchases]
-- default = 4
-- unit = "count"
-- about = "days on which the account paid an exchange, at the least: a trader buys again and again, a dropper once or twice"
-- [param.days]
-- default = 5
-- unit = "count"
-- about = "days on which strangers paid, at the least: a dropper gathers for a day or two"
--
-- [columns]
-- account = "text"
-- owner = "text"
-- name = "text"
-- how = "text"
-- amount = "money"
-- senders = "count"
-- first_ts = "time"
-- last_ts = "time"

with exchange as (
    select id from account where kind = 'exchange'),

named as (
    select t.to_account as account, sum(t.to_amount) as amount,
        count(distinct f.owner_key) as senders, min(t.ts) as first_ts, max(t.ts) as last_ts,
        array_agg(t.id) as transfers
    from transfer as t
    join exchange on exchange.id = t.to_account
    join party as f on f.id = t.from_account
    group by t.to_account),

-- only accounts that paid an exchange can be traders; with fewer purchases than the parameter
-- they score 0.4 at most
sent as (
    select t.from_account as account, sum(t.amount) as to_exchange,
        count(distinct cast(t.ts as date)) as purchases
    from transfer as t
    join exchange on exchange.id = t.to_account
    group by t.from_account
    having count(distinct cast(t.ts as date)) >= $purchases or $least_score_ < 0.4),

left_all as (
    select t.from_account as account, sum(t.amount) as amount
    from transfer as t
    join sent on sent.account = t.from_account
    where not t.own
    group by t.from_account),

gathered as (
    select t.to_account as account, sent.to_exchange, sent.purchases, sum(t.to_amount) as amount,
        count(distinct f.owner_key) as senders,
        count(distinct cast(t.credit_ts as date)) as days,
        min(t.credit_ts) as first_ts, max(t.credit_ts) as last_ts, array_agg(t.id) as transfers
    from transfer as t
    join sent on sent.account = t.to_account
    join party as f on f.id = t.from_account
    join account as a on a.id = t.to_account
    where a.kind in ('person', 'company', 'unknown') and f.kind in ('person', 'unknown')
        and not t.own and t.kind = 'transfer'
    group by t.to_account, sent.to_exchange, sent.purchases),

inferred as (
    select g.*, cast(g.to_exchange as double) / greatest(g.amount, l.amount, 1) as share
    from gathered as g
    join left_all as l on l.account = g.account),

judged as (
    select *, senders >= $senders and share >= $exchange_share and days >= $days
        and purchases >= $purchases as is_trader
    from inferred),

every as (
    select account, 'named' as how, amount, senders, first_ts, last_ts, transfers,
        true as is_named, false as is_trader, cast(null as double) as share,
        cast(null as bigint) as days, cast(null as bigint) as purchases,
        0.0 as senders_part, 0.0 as share_part, 0.0 as days_part
    from named
    union all
    select account, 'inferred', amount, senders, first_ts, last_ts, transfers,
        false, is_trader, share, days, purchases,
        case when is_trader then 20 else 15 end * least(1.0, senders / 30e0),
        case when is_trader then 20 else 15 end * share,
        10 * least(1.0, days / 15e0)
    from judged),

-- card: every -> scored

select p.number as account, p.owner, p.name, s.how, s.amount, s.senders, s.first_ts, s.last_ts,
    s.score, s.transfers, s.card
from scored as s
join party as p on p.id = s.account
