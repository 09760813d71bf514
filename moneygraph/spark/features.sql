-- What features are measured of on Spark; see `features` and `spread`.

-- name: parties
-- What accounts are to those that they deal with (detect/features/parties.sql), and whether money
-- does not travel on from them.
select k.*, c.id is not null as closed from party_kind as k left join closed as c on c.id = k.id;

-- name: uses
select t.id, t.kind, t.own, t.from_account = t.to_account as is_inner,
    f.closed as f_closed, f.pays as f_pays, f.is_person as f_is_person, f.receives as f_receives,
    f.serves as f_serves, f.employs as f_employs, f.is_firm as f_is_firm, f.is_exit as f_is_exit,
    g.closed as t_closed, g.pays as t_pays, g.is_person as t_is_person, g.receives as t_receives,
    g.serves as t_serves, g.employs as t_employs, g.is_firm as t_is_firm, g.is_exit as t_is_exit
from transfer as t
join part_of as f on f.id = t.from_account
join part_of as g on g.id = t.to_account;

-- name: times
select min(least(unix_micros(cast(ts as timestamp)), unix_micros(cast(credit_ts as timestamp)))),
    max(greatest(unix_micros(cast(ts as timestamp)), unix_micros(cast(credit_ts as timestamp))))
from transfer where from_account <> to_account;

-- name: usual
select percentile(usual, 0.5) from flagged where usual is not null;

-- name: used
select t.*, u.use, cast(null as boolean) as empties, cast(null as boolean) as drains,
    cast(null as boolean) as is_new, cast(null as boolean) as kept
from transfer as t
join use as u on u.id = t.id;

-- name: used_and_flagged
select t.*, u.use, f.empties, f.drains, f.is_new, k.id is not null as kept
from transfer as t
join use as u on u.id = t.id
left join flagged as f on f.id = t.id and f.id is not null
left join kept_payment as k on k.id = t.id;

-- name: lives
-- The accounts that somebody lives from: wages come, or shops and bills are paid.
with life as (
    select t.to_account as account, 1 as wages, 0 as bills
    from transfer as t join use as u on u.id = t.id and (u.use & 16) <> 0
    union all
    select t.from_account, 0, 1
    from transfer as t join use as u on u.id = t.id and (u.use & 8) <> 0)
select account from life as l left anti join closed as c on c.id = l.account
group by account having sum(wages) > 0 or sum(bills) >= :bills;

-- name: kept_payment
-- The payments that companies or such accounts kept (detect/features/gone.py).
with left_on as (
    select h.in_transfer as id, sum(h.amount) as amount
    from hop as h join use as u on u.id = h.out_transfer and (u.use & 2) <> 0
    where h.dwell_s <= 604800
    group by h.in_transfer)
select t.id
from transfer as t
join use as u on u.id = t.id and (u.use & 2) <> 0
left join lives as a on a.account = t.to_account
left join left_on as o on o.id = t.id
where (u.use & 64) <> 0
    or ((u.use & 32) = 0 and a.account is not null and 2 * coalesce(o.amount, 0) <= t.to_amount);

-- name: to_exit
select id, 1e0 as share from use where (use & 32) <> 0;

-- name: from_source
select id, 1e0 as share from flagged where empties and is_new and id is not null;

-- name: spread
-- One round: hops bring shares of the transfer {there} to the transfer {here}. Each transfer's are
-- added in the order of hops, as floats added in another would differ.
with brought as (
    select h.{here} as id, aggregate(
        array_sort(array_agg(struct(h.in_transfer as one, h.in_offset as two, h.amount * s.share as part))),
        0e0, (sum, one) -> sum + one.part) as gained
    from near_hop as h join share as s on s.id = h.{there}
    group by h.{here})
select coalesce(b.id, f.id) as id,
    greatest(coalesce(f.share, 0e0), coalesce(b.gained, 0e0) / greatest(1, coalesce(t.{whole}, 1))) as share
from brought as b
join transfer as t on t.id = b.id
full join first_share as f on f.id = b.id;

-- name: near_hop
select in_transfer, out_transfer, in_offset, amount from hop where dwell_s <= 259200;

-- name: received
-- What each received, in the order of transfers, with what `spread` and its payers bring.
select t.id, t.to_account as account, t.from_account as payer, t.to_amount,
    coalesce(e.share, 0e0) * t.to_amount as left_part, coalesce(s.share, 0e0) * t.to_amount as source_part,
    f.passes as payer_passes, g.passes as payee_passes
from transfer as t
join use as u on u.id = t.id and (u.use & 1) <> 0
left join exit_share as e on e.id = t.id
left join source_share as s on s.id = t.id
left join passing as f on f.account = t.from_account
left join passing as g on g.account = t.to_account;

-- name: passing
select account, least(1e0, day_passed / cast(greatest(1, received) as double)) as passes from measured;

-- name: paid_by
-- What each paid so, and how much of that went to those who pass it on.
select payer as account, {paid} as paid, {weighed} as weighed
from received group by payer;

-- name: shares
select r.account, {left} as left_share, {source} as source_share, {payers} as payers_part,
    {beside} as beside_part
from (
    select r.*, p.paid - r.to_amount as rest,
        p.weighed - r.to_amount * coalesce(r.payee_passes, 0e0) as others
    from received as r join paid_by as p on p.account = r.payer) as r
group by r.account;

-- name: payees
select t.from_account as account, {payees} as payees_part
from transfer as t
join use as u on u.id = t.id and (u.use & 2) <> 0
left join passing as g on g.account = t.to_account
group by t.from_account
;

-- name: passed_on
-- Hops through an acquirer, from which money does not travel on otherwise: what it received and paid
-- on under one reference; see flow/matching/refunds.sql.
with side as (
    select t.id, t.to_account as account, true as came, t.to_amount as amount,
        t.to_currency as currency, t.credit_ts as ts, t.reference
    from transfer as t join account as a on a.id = t.to_account and a.kind = 'acquirer'
    where not t.credit_day_only
    union all
    select t.id, t.from_account, false, t.amount, t.currency, t.ts, t.reference
    from transfer as t join account as a on a.id = t.from_account and a.kind = 'acquirer'
    where not t.day_only),
passed as (
    select max(id) filter (where not came) as transfer, max(id) filter (where came) as reverses, amount
    from side where reference is not null
    group by account, currency, amount, reference
    having count(*) = 2 and count(*) filter (where came) = 1
        and max(ts) filter (where not came) - max(ts) filter (where came)
            between interval '0' minute and interval '10' minute)
select i.id as in_transfer, o.id as out_transfer, i.to_account as account,
    cast(least(
        case when i.currency = i.to_currency or i.amount = 0 then r.amount
            else cast(cast(r.amount as decimal(19)) * cast(i.to_amount as decimal(19)) div i.amount as bigint) end,
        i.to_amount, o.amount) as bigint) as amount,
    greatest(0, (unix_micros(cast(o.ts as timestamp)) - unix_micros(cast(i.credit_ts as timestamp)))
        div 1000000) as dwell_s,
    cast(0 as bigint) as in_offset, cast(0 as bigint) as out_offset
from passed as r
join transfer as i on i.id = r.reverses
join transfer as o on o.id = r.transfer
where i.to_currency = o.currency and i.id <> o.id and i.credit_ts <= o.ts and r.amount > 0
