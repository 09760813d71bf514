-- Rows that take another row of the same bank back, and what they can take back. Few rows are of
-- that kind: only what has the same parties and amount is looked at beside them.

-- name: may_be
-- Whether something can be undone in a case whose rows are all of one side.
select 1 from row_minus
union all
select 1
from row_base as p
join (select from_account, to_account, amount, currency from row_base where kind = 'reversal') as r
    on p.from_account = r.to_account and p.to_account = r.from_account
    and p.amount = r.amount and p.currency = r.currency
union all
select 1
from row_base as p
join (select id, from_account, to_account, amount, currency from row_base where kind = 'reversal') as r
    on p.from_account = r.from_account and p.to_account = r.to_account
    and p.amount >= r.amount and p.currency = r.currency and p.id <> r.id
limit 1

-- name: candidates
-- Rows that may take one back; `backward` ones show the side of the account that is not one of the
-- bank's that reports them.
create or replace temp table candidate as
with shown as (
    select s.id, case when s.side = 1 then f.bank else t.bank end as own_bank, s.source
    from side_row as s
    join number as f on f.id = s.stated_from
    join number as t on t.id = s.stated_to
    where s.side < 2 and f.bank <> t.bank),
backward as (
    select shown.id from shown join reporter_source as b on b.source = shown.source
    where own_bank = b.reporter)
select id, minus, kind = 'reversal' as reversal, id in (select id from backward) as backward
from side_row
where minus or kind = 'reversal' or id in (select id from backward)

-- name: taking
-- The same with the words of the bank that it undoes a payment (`void`), also one of the same parties
-- (`again`).
create or replace temp table taking as
select id, minus, backward,
    reversal and coalesce(void_words(operation, purpose), false) as void,
    reversal and coalesce(again_words(operation, purpose), false) as again
from (
    select candidate.*, spaced(w.operation) as operation, spaced(y.purpose) as purpose
    from candidate
    left join row_codes as w using (id)
    left join row_words as y using (id))

-- name: lines
-- What may take back and what may be taken back, in blocks of the same bank, parties and amount, in
-- the order of time. `way` is how a row takes back: 1 minus, 2 the other side, 3 parties swapped,
-- 4 nothing but its words. What is surer comes in an earlier round.
-- A day counts from its start for what is taken back and to its end for what takes back.
with wanted as (
    select distinct unnest([stated_from, stated_to]) as from_account,
        unnest([stated_to, stated_from]) as to_account, amount, currency
    from side_row where id in (select id from taking)),
placed_row as (
    select s.id, case when s.source = 0 then -(s.position // 4294967296) else s.source end as bank,
        s.stated_from as from_account, s.stated_to as to_account, s.amount, s.currency, s.side,
        s.ts, s.day_only, s.position, s.reference, s.kind = 'reversal' as reversal
    from side_row as s
    where (s.stated_from, s.stated_to, s.amount, s.currency)
        in (select (from_account, to_account, amount, currency) from wanted)),
back as (
    select r.* exclude (from_account, to_account, side), way,
        case when way = 3 then to_account else from_account end as from_account,
        case when way = 3 then from_account else to_account end as to_account,
        case when way in (1, 4) or side > 1 then side else 1 - side end as side
    from placed_row as r join taking using (id)
    cross join (select unnest([1, 2, 3, 4]) as way)
    where case way
        when 1 then taking.minus and $round = 1
        when 2 then not taking.minus and side < 2
            and case $round when 1 then taking.backward when 2 then taking.void else false end
        when 3 then not taking.minus and taking.void and not taking.backward and $round = 1
        else not taking.minus and taking.again and not taking.backward and $round = 3
        end),
paid as (
    select * exclude (side), 0 as way, side from placed_row
    where id not in (select id from taking where minus or void or backward)
        and id not in (select row from undone) and id not in (select undone_by from undone))
select id, way, hash(bank, from_account, to_account, amount, currency, side) as block,
    epoch(case when not day_only then ts when way = 0 then date_trunc('day', ts)
        else date_trunc('day', ts) + interval 86399 second end)::bigint as seconds,
    coalesce(reference, '') as reference, coalesce(row_words.purpose, '') as purpose, reversal,
    day_only
from (
    select id, way, bank, from_account, to_account, amount, currency, side, day_only, ts,
        position, reference, reversal
    from back
    union all
    select id, way, bank, from_account, to_account, amount, currency, side, day_only, ts,
        position, reference, reversal
    from paid)
left join row_words using (id)
order by block, seconds, way, position

-- name: state
insert into undone
select row, undone_by, score, reason from found
where not exists (
    select 1 from decided
    where kind = 'not-same' and (a, b) in ((found.row, found.undone_by), (found.undone_by, found.row)))
order by row

-- name: forget
-- What is tied takes back nothing else, and is taken back by nothing else.
delete from taking where id in (select undone_by from undone)

-- name: parts
-- What may take a part of a payment back, and the payments, in blocks of the same bank, parties and
-- currency; otherwise as `lines`, but that 3 is the other side by its words alone. Rows that show an
-- exchange do not take part.
with back as (
    select s.*, way,
        case when way in (1, 4) or s.side > 1 then s.side else 1 - s.side end as paid_side
    from side_row as s join taking using (id)
    cross join (select unnest([1, 2, 3, 4]) as way)
    where s.id not in (select id from row_exchange) and case way
        when 1 then taking.minus
        when 2 then not taking.minus and s.side < 2 and taking.backward
        when 3 then not taking.minus and s.side < 2 and taking.void and not taking.backward
        else not taking.minus and taking.again and not taking.backward end),
paid as (
    select s.*, 0 as way, s.side as paid_side from side_row as s
    where (s.stated_from, s.stated_to, s.currency) in (
            select (stated_from, stated_to, currency) from back)
        and s.id not in (select id from taking where minus or void or backward or again)
        and s.id not in (select row from undone) and s.id not in (select undone_by from undone)
        and s.id not in (select id from row_exchange))
select id, way, hash(case when source = 0 then -(position // 4294967296) else source end,
        stated_from, stated_to, currency, paid_side) as block,
    epoch(case when not day_only then ts when way = 0 then date_trunc('day', ts)
        else date_trunc('day', ts) + interval 86399 second end)::bigint as seconds,
    coalesce(reference, '') as reference, '' as purpose, kind = 'reversal' as reversal, day_only,
    amount
from (select * from back union all select * from paid)
order by block, seconds, way, position

-- name: turn
-- Money that came back: from the row's payee to the row's payer. A minus before a debit, or a debit
-- repeated, is a credit.
insert into row_turned select id, way from turning order by id;

update side_row set
    stated_from = stated_to, stated_to = stated_from,
    from_account = to_account, to_account = from_account,
    from_owner = to_owner, to_owner = from_owner,
    side = case when way <> 'other-side' and side < 2 then 1 - side else side end,
    kind = 'reversal', minus = false
from turning where turning.id = side_row.id

-- name: leave
delete from side_row where minus or id in (
    select row from undone union all select undone_by from undone)

-- name: refuse
-- A minus that takes back nothing that is there is never a payment.
insert into remark
select s.id, b.section, 'rejected', 'takes-back-nothing',
    case when list_contains($fine::varchar[], s.currency::varchar)
        then format('-{}.{:08d}', s.amount // 100000000, s.amount % 100000000)
        else format('-{}.{:02d}', s.amount // 100, s.amount % 100) end
from row_base as b join side_row as s on b.id = s.id
where s.minus and s.id not in (select undone_by from undone)
order by s.id
