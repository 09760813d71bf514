-- The movements of accounts in the order in which they happened (as `match.event_order` has it,
-- which needs all transfers and the kernel), with the balance after each and the traced money on
-- the account. `known_opening` and `traced_share` must be there; $commonest is the currency whose
-- traced money is given where none of a statement's own is traced.
create or replace temp table statement_row as
with side as (
    select from_account as account, currency, id as transfer, false as credit, ts, day_only,
        to_account as other, -amount as change, debit_row as own_row, credit_row as other_row
    from transfer where from_account in (select unnest($accounts::integer[]))
    union all
    select to_account, to_currency, id, true, credit_ts, credit_day_only,
        from_account, to_amount, credit_row, debit_row
    from transfer where to_account in (select unnest($accounts::integer[]))),
timed as (
    -- where only the day is known a credit is put at its start and a debit at its end
    select *, row_number() over (
        partition by account
        order by case when not day_only then ts
            when credit then date_trunc('day', ts)
            else date_trunc('day', ts) + interval '1 day' - interval '1 microsecond' end,
        credit desc, transfer) as moment
    from side),
ranked as (
    select t.*, p.tie, p.position as proved,
        row_number() over (partition by p.tie order by t.moment) as nth
    from timed as t left join proved as p on p.transfer = t.transfer and p.credit = t.credit),
-- the sides of a proved tie exchange positions among themselves
positioned as (
    select r.*, coalesce(s.moment, r.moment) as position
    from ranked as r
    left join (select tie, nth, moment from ranked where tie is not null) as s
        on s.tie = r.tie and s.nth = r.proved),
stated_side as (
    select p.account, p.currency, p.position, p.transfer, p.credit, p.ts, p.day_only, p.other,
        p.change,
        coalesce(
            case when p.credit then o.to_balance else o.from_balance end,
            case when p.credit then x.to_balance else x.from_balance end) as stated,
        case when p.currency::varchar in (select traced from traced_share) then p.currency::varchar
            else $commonest end as traced
    from positioned as p
    left join stated_balance as o on o.id = p.own_row
    left join stated_balance as x on x.id = p.other_row),
share as (
    select transfer, traced, sum(received) as received, sum(paid) as paid
    from traced_share group by transfer, traced),
moved as (
    select t.*, sum(t.change) over slot as moved,
        sum(coalesce(case when t.credit then s.received else -s.paid end, 0)) over slot as stolen
    from stated_side as t
    left join share as s on s.transfer = t.transfer and s.traced = t.traced
    window slot as (
        partition by t.account, t.currency order by t.position rows unbounded preceding))
select m.* exclude (moved),
    coalesce(k.amount, greatest(0, -min(m.moved) over whole))::hugeint as opening,
    k.amount is not null as opening_known,
    (opening + m.moved)::hugeint as balance
from moved as m
left join known_opening as k on k.account = m.account and k.currency = enum_code(m.currency)
window whole as (partition by m.account, m.currency)
