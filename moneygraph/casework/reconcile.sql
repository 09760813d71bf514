-- The statements of `reconcile`: whether statements follow from their own balances.

-- name: entries
-- The rows of accounts whose own statement states balances or sums, with what each changes, and
-- `balance` after it where the row has it. A row that takes another back changes it the other way.
create or replace temp table held_entry as
with balanced as (
    select distinct section from row_base where id in (select id from row_balance)),
held as (
    select distinct section, account from cover where section in (select section from balanced)
    union
    select distinct section, account from stated),
chosen as (
    select * from held where $account is null or account = $account),
sided as (
    select r.section, r.from_account as account, r.currency::varchar as currency, r.id, r.ts,
        true as is_debit, r.amount, b.from_balance as balance
    from row_base as r
    join chosen as h on h.section = r.section and h.account = r.from_account
    left join row_balance as b on b.id = r.id
    union all
    select r.section, r.to_account, coalesce(e.to_currency, r.currency)::varchar, r.id, r.ts,
        false, coalesce(e.to_amount, r.amount), b.to_balance
    from row_base as r
    join chosen as h on h.section = r.section and h.account = r.to_account
    left join row_exchange as e on e.id = r.id
    left join row_balance as b on b.id = r.id)
select sided.* exclude (amount),
    case when m.id is null then amount else -amount end as amount,
    case when is_debit then -1 else 1 end * case when m.id is null then amount else -amount end
        as change
from sided left join row_minus as m on m.id = sided.id

-- name: ordered
-- Those rows in the order in which they happened, as the file has it: the newest first where more
-- balances follow so. Without running balances by day; what a statement states is among them.
create or replace temp table held_point as
with near as (
    select *,
        lag(balance) over w + change = balance as goes_down,
        lag(balance) over w - lag(change) over w = balance as goes_up
    from held_entry
    window w as (partition by section, account, currency order by id)),
way as (
    select section, account, currency, count(balance) > 0 as is_running,
        count(*) filter (goes_up) > count(*) filter (goes_down) as is_newest_first
    from near group by all),
point as (
    select e.section, e.account, e.currency, e.id, e.ts::date as day, e.change, e.balance,
        case when w.is_running then null else e.ts::date end as place,
        1 as rank, case when w.is_newest_first then -e.id else e.id end as nth
    from held_entry as e join way as w using (section, account, currency)
    union all
    select s.section, s.account, s.currency, null, s.day, 0, s.amount,
        case when coalesce(w.is_running, false) then null else s.day end,
        case when s.what = 'opening' then 0 else 2 end, 0
    from stated as s left join way as w using (section, account, currency)
    where s.what in ('opening', 'closing') and ($account is null or s.account = $account)
    -- with a balance after each row, only the last closing one is of use
    qualify not coalesce(w.is_running, false) or s.what = 'opening'
        or s.day = max(s.day) over (partition by s.section, s.account, s.currency, s.what))
select section, account, currency, id, day, balance, change,
    balance - sum(change) over way_in as level,
    row_number() over way_in as position
from point
window way_in as (
    partition by section, account, currency
    order by case when rank = 0 then 0 when place is null and rank = 2 then 2 else 1 end,
        place nulls first, rank, nth rows unbounded preceding)

-- name: breaks
-- Where a balance does not follow from the one before it, with the rows and days around.
with known as (
    select *, lag(level) over w as before, lag(id) over w as first_id, lag(day) over w as first_day
    from held_point where balance is not null
    window w as (partition by section, account, currency order by position))
select account, section, currency, position, first_id, first_day, id as last_id, day as last_day,
    before, level
from known where level <> before
order by account, section, currency, position

-- name: sums
-- What is stated of all rows of a section, and what the rows are.
with said as (
    select section, account, currency, what, sum(amount)::hugeint as amount, sum(count) as count
    from stated where what in ('debits', 'credits', 'count')
    group by all),
moved as (
    select section, account, currency,
        coalesce(sum(amount) filter (is_debit), 0) as debits,
        coalesce(sum(amount) filter (not is_debit), 0) as credits, count(*) as count
    from held_entry group by all)
select s.account, s.section, s.currency, s.what,
    case s.what when 'count' then s.count else s.amount end as said,
    coalesce(case s.what when 'debits' then m.debits when 'credits' then m.credits else m.count end, 0)
        as found
from said as s left join moved as m using (section, account, currency)
where said <> found and ($account is null or s.account = $account)
order by all

-- name: stated
-- Accounts of which a balance or a sum is stated that the rows can be checked against.
select account from held_point where balance is not null
group by section, account, currency having count(*) > 1
union
select account from stated where what in ('debits', 'credits', 'count')
    and ($account is null or account = $account)

-- name: days
-- The days that statements of an account cover.
select c.account, n.number, a.bank, c.first_day, c.last_day, c.section
from cover as c
join number as n on n.id = c.account
left join account as a on a.id = c.account
where c.first_day is not null and ($account is null or c.account = $account)
order by c.account, c.first_day, c.last_day, c.section

-- name: edges
-- The balance before the first row of each section of an account, and after the last.
select account, section, currency, arg_min(balance - change, position), arg_max(balance, position)
from held_point where balance is not null group by all
order by all

-- name: places
-- A row's file, sheet and number in it; and an account's number.
select r.id, f.name, s.name,
    (select count(*) from section as x where x.statement_file = f.id) > 1 as is_one_of_several,
    r.id % 4294967296 - s.row_offset
from (select unnest($ids::bigint[]) as id) as r
join row_base as b on b.id = r.id
join section as s on s.id = b.section
join statement_file as f on f.id = s.statement_file
