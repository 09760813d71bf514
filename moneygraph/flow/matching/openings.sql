-- The earliest balance a statement states on or before the first day of a slot; else the
-- balance before its first row, as that row gives it.
with event as (
    select from_account as account, currency, ts::date as day from transfer
    where from_account in (select account from balance)
    union all
    select to_account, to_currency, credit_ts::date from transfer
    where to_account in (select account from balance)),
first as (select account, currency, min(day) as day from event group by account, currency),
stated as (
    select first.account, first.currency,
        arg_min(balance.amount, (balance.day, balance.amount)) as amount
    from balance join first
        on first.account = balance.account and first.currency::varchar = balance.currency
    where balance.day <= first.day
    group by first.account, first.currency)
select account, enum_code(currency), amount from stated
union all
select account, enum_code(currency), amount from opening
where (account, currency) not in (select (account, currency) from stated)
