-- The statements of `show` for an account, its statements and an owner.

-- name: account
select id, number, bank, owner, name, kind, covered_from, covered_to,
    (select count(*) from transfer where from_account = $id or to_account = $id) as transfer_count
from account where id = $id

-- name: account_holders
select owner, name, rows from holder where account = $id
order by rows desc, owner limit $most

-- name: account_covers
-- Days whose statement is held, and from which file.
select cover.first_day, cover.last_day, statement_file.name as file, section.name as sheet
from cover
join section on section.id = cover.section
join statement_file on statement_file.id = section.statement_file
where cover.account = $id
order by cover.first_day, cover.last_day, file, section.row_offset

-- name: account_sums
-- What came in and went out, by currency.
with sides as (
    select to_currency as currency, to_amount as received, null::bigint as sent,
        credit_ts as moment from transfer where to_account = $id
    union all
    select currency, null, amount, ts from transfer where from_account = $id)
select currency, count(received) as credits, coalesce(sum(received), 0)::hugeint as received,
    count(sent) as debits, coalesce(sum(sent), 0)::hugeint as sent,
    min(moment) as first_ts, max(moment) as last_ts
from sides group by currency order by credits + debits desc, currency

-- name: account_balances
select distinct day, currency, amount from balance where account = $id
order by day, currency, amount

-- name: account_transfers
-- The first transfers of an account, in the order of its own clock.
select t.id, case when t.from_account = $id then t.ts else t.credit_ts end as ts,
    case when t.from_account = $id then 'out' else 'in' end as direction,
    o.number as other, o.name as other_name, o.bank as other_bank, o.kind as other_kind,
    case when t.from_account = $id then t.amount else t.to_amount end as amount,
    case when t.from_account = $id then t.currency else t.to_currency end as currency,
    t.kind, t.own
from transfer as t
join account as o
    on o.id = case when t.from_account = $id then t.to_account else t.from_account end
where t.from_account = $id or t.to_account = $id
order by ts, t.id
limit $limit

-- name: account_undone
-- The first payments of an account that its bank took back, each with the row that took it back.
with taken as (
    select u.*, b.ts, b.day_only, b.amount, b.currency::varchar as currency,
        b.from_account = $id as is_out,
        case when b.from_account = $id then b.to_account else b.from_account end as other
    from undone as u join row_base as b on b.id = u.row
    where b.from_account = $id or b.to_account = $id)
select e.name as file, s.name as sheet, t.row % 4294967296 - s.row_offset as row, t.ts, t.day_only,
    case when t.is_out then 'out' else 'in' end as direction, n.number as other, t.amount, t.currency,
    {
        'file': x.name, 'sheet': q.name, 'row': t.undone_by % 4294967296 - q.row_offset
    } as undone_by,
    t.score, t.reason, count(*) over () as every
from taken as t
join number as n on n.id = t.other
join section as s on s.id = (select section from row_base where id = t.row)
join statement_file as e on e.id = s.statement_file
join section as q on q.id = (select section from row_base where id = t.undone_by)
join statement_file as x on x.id = q.statement_file
order by t.ts, file, t.row % 4294967296, t.row
limit $limit

-- name: statements
-- Each statement in one row: its first and last balance, where the bank's balances differ from
-- ours, and the most traced money that was there at once.
select account, currency, count(*) as movements,
    any_value(opening) as opening, any_value(opening_known) as opening_known,
    arg_max(balance, position) as closing, count(stated) as stated,
    count(*) filter (stated <> balance) as differing,
    arg_min(transfer, position) filter (stated <> balance) as first_differing,
    any_value(traced) as traced, arg_max(stolen, position) as stolen,
    max(stolen) as peak, arg_max(ts, (stolen, -position)) as peak_ts
from statement_row group by account, currency
order by account, movements desc, currency

-- name: statement_rows
-- The first rows of each statement of an account.
select r.currency, r.transfer as id, r.ts, r.day_only, r.credit, r.change, r.balance, r.stated,
    coalesce(r.stated <> r.balance, false) as differs, r.stolen, r.traced,
    o.number as other, o.name as other_name, o.bank as other_bank, o.kind as other_kind
from statement_row as r join account as o on o.id = r.other
where r.account = $id
qualify $limit::bigint is null
    or row_number() over (partition by r.currency order by r.position) <= $limit::bigint
order by r.currency, r.position

-- name: statement_victims
-- The victims of each statement's traced money: at its end, when it was most, and in all.
with peak as (
    select account, currency, arg_max(position, (stolen, -position)) as row_at
    from statement_row group by account, currency)
select r.account, r.currency, w.victim, any_value(r.traced) as traced,
    sum(case when r.credit then w.received else -w.paid end) as amount,
    coalesce(sum(case when r.credit then w.received else -w.paid end)
        filter (r.position <= peak.row_at), 0) as at_peak,
    coalesce(sum(w.received) filter (r.credit), 0) as came
from statement_row as r
join traced_share as w on w.transfer = r.transfer and w.traced = r.traced
join peak on peak.account = r.account and peak.currency = r.currency
group by r.account, r.currency, w.victim
having came > 0
order by r.account, r.currency, amount desc, at_peak desc, came desc, w.victim

-- name: links
-- What accounts share with others: each value, by how many accounts it is shared, and with which,
-- unless these are more than $most.
with holding as (
    select distinct account, kind, value from link where row not in (select row from duplicate)),
own as (select * from holding where account in (select unnest($accounts::integer[]))),
shared as (
    select own.account, own.kind, own.value, count(*) as shared_by
    from own join holding using (kind, value) group by own.account, own.kind, own.value),
other as (
    select s.account, s.kind, s.value,
        list({number: n.number, owner: a.owner, name: a.name} order by n.number) as accounts
    from shared as s
    join holding as h on h.kind = s.kind and h.value = s.value and h.account <> s.account
    join number as n on n.id = h.account
    left join account as a on a.id = h.account
    where s.shared_by <= $most
    group by s.account, s.kind, s.value)
select n.number as account, s.kind, s.value, s.shared_by,
    case when s.shared_by <= $most then coalesce(o.accounts, []) end as accounts
from shared as s
join number as n on n.id = s.account
left join other as o on o.account = s.account and o.kind = s.kind and o.value = s.value
order by n.number, s.kind, s.value

-- name: owner_accounts
select id, number, bank, coalesce(holder.name, account.name) as name, kind, covered_from, covered_to
from account join holder on holder.account = account.id
where holder.owner = $owner and holder.counts order by number

-- name: owner_complaints
-- The complaints of a person and the transfer that is found for each.
select c.number as complaint, c.registered, statement_file.name as file, section.name as sheet,
    c.row % 4294967296 - section.row_offset as row, claim.transfer, claim.amount as claimed,
    t.currency::varchar as currency, claim.reason
from complaint as c
join section on section.id = c.section
join statement_file on statement_file.id = section.statement_file
left join claim on claim.row = c.row
left join transfer as t on t.id = claim.transfer
where c.victim = $owner and c.row not in (select row from duplicate)
order by c.number, file, c.row
