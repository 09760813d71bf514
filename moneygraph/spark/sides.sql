-- Both sides of every transfer, each with the account whose it is. Accounts from which money does not
-- travel on have none: they are the hubs, and nothing of them goes over the network.

-- name: sides
with own as (
    select id, from_account as account, to_account as other, currency, true as debit, ts, day_only,
        amount, cast(coalesce(use, 0) as tinyint) as use, empties, drains, is_new, kept,
        from_account = to_account as inner_
    from used
    where from_account <> to_account or currency <> to_currency
    union all
    select id, to_account, from_account, to_currency, false, credit_ts, credit_day_only,
        to_amount, cast(coalesce(use, 0) as tinyint), empties, drains, is_new, kept,
        from_account = to_account
    from used
    where from_account <> to_account or currency <> to_currency)
select s.account, unix_micros(cast(case
        when not s.day_only then s.ts
        when s.debit then date_trunc('day', s.ts) + interval '1' day - interval '1' microsecond
        else date_trunc('day', s.ts) end as timestamp)) as at_us,
    s.debit, s.id, s.currency, unix_micros(cast(s.ts as timestamp)) as ts_us, s.amount, s.use,
    s.empties, s.drains, s.is_new, s.kept, s.inner_, p.owner_key as other_owner, q.owner_key as own_owner,
    v.tie, v.position, coalesce(l.lowest, 0) as lowest, coalesce(l.known, 0) as known
from own as s
join party as p on p.id = s.other
join party as q on q.id = s.account
left anti join closed as c on c.id = s.account
left join proved as v on v.transfer = s.id and v.credit <> s.debit
left join low as l on l.account = s.account and l.currency = s.currency
