-- The lowest balance below zero that statements state of an account in a currency.
with below as (
    select id, from_balance, to_balance from stated_balance
    where from_balance < 0 or to_balance < 0),
reported as (
    select t.*, b.from_balance, b.to_balance from below as b join transfer as t on t.debit_row = b.id
    union all
    select t.*, b.from_balance, b.to_balance from below as b join transfer as t on t.credit_row = b.id),
stated as (
    select account, currency, amount from balance where amount < 0
    union all
    select account, currency::varchar, amount from opening where amount < 0
    union all
    select from_account, currency::varchar, from_balance from reported where from_balance < 0
    union all
    select to_account, to_currency::varchar, to_balance from reported where to_balance < 0)
select account, enum_code(currency::currency_code), min(amount)
from stated
where currency in (
    select currency::varchar from transfer union select to_currency::varchar from transfer)
group by account, currency
