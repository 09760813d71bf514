-- The transfers that labels name by what a statement says of them: who paid whom, how much, and when. Of
-- several the one nearest in time, within a quarter of an hour, as banks' clocks differ; where a day is all
-- that is known, those of that day. An empty payer or payee may be anybody, such as cash.
with named as (
    select unnest($1::bigint[]) as label, unnest($2::varchar[]) as payer,
        unnest($3::varchar[]) as payee, unnest($4::bigint[]) as amount,
        unnest($5::timestamp[]) as moment, unnest($6::boolean[]) as day_only),
near as (
    select n.label, t.id,
        case when n.day_only or t.day_only
            then if(n.moment::date in (t.ts::date, t.credit_ts::date), 0, null)
            else least(abs(epoch_us(t.ts - n.moment)), abs(epoch_us(t.credit_ts - n.moment))) end as apart
    from named as n
    join transfer as t on n.amount in (t.amount, t.to_amount)
    join account as f on f.id = t.from_account and n.payer in (f.number, '')
    join account as r on r.id = t.to_account and n.payee in (r.number, ''))
select label, id from near
where apart <= 900000000
qualify rank() over (partition by label order by apart) = 1
order by all
