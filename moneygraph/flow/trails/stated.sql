-- The last balance that a statement gives for accounts (`asked_account`, ids) in $currency. It
-- counts only if nothing moved after it. Where the order of the last rows is not proved, the
-- greatest of their balances is taken: no more than that can be there.
-- `traced_transfer`: transfers of the trail. Where it came to an account in another currency, that
-- account's balance in this one is no bound of it.
with chosen as (
    select id from account
    where id in (select id from asked_account)
        and id not in (
            select to_account from transfer
            where id in (select transfer from traced_transfer)
                and to_currency::varchar <> $currency)),
side as (
    select t.from_account as account, t.id, false as credit, t.ts as moment, t.day_only,
        coalesce(own.from_balance, other.from_balance) as balance
    from transfer as t
    join chosen as a on a.id = t.from_account
    left join stated_balance as own on own.id = t.debit_row
    left join stated_balance as other on other.id = t.credit_row
    where t.currency::varchar = $currency
    union all
    select t.to_account, t.id, true, t.credit_ts, t.credit_day_only,
        coalesce(own.to_balance, other.to_balance)
    from transfer as t
    join chosen as a on a.id = t.to_account
    left join stated_balance as own on own.id = t.credit_row
    left join stated_balance as other on other.id = t.debit_row
    where t.to_currency::varchar = $currency),
last_day as (
    select * from side
    qualify moment::date = max(moment::date) over (partition by account)),
-- of that day the last moment; the whole day where a time of day is missing
last_rows as (
    select * from last_day
    qualify bool_or(day_only) over (partition by account)
        or moment = max(moment) over (partition by account)),
day_balance as (
    select l.account, max(l.moment::date) as day,
        case
        when count(l.balance) < count(*) and count(p.position) < count(*) then null
        when count(p.position) = count(*) and count(distinct p.tie) = 1
            then first(l.balance order by p.position desc)
        else max(l.balance) end as balance
    from last_rows as l
    left join proved as p on p.transfer = l.id and p.credit = l.credit
    group by l.account),
-- what a statement states of a later day
later as (
    select b.account, first(b.amount order by b.day desc, b.amount desc) as balance
    from balance as b join day_balance on day_balance.account = b.account
    where b.day > day_balance.day and b.currency = $currency
    group by b.account)
select a.id as account, coalesce(later.balance, day_balance.balance) as amount
from chosen as a
join day_balance on day_balance.account = a.id
left join later on later.account = a.id
where coalesce(later.balance, day_balance.balance) is not null
