-- Accounts through which strangers' payments pass: acquirers, payment agents, processing accounts of
-- banks. On some day at least $payments came from at least $payers, and at least $payments went to
-- at least $payees that never paid it. What went counts if it is no wage, loan or refund, and went
-- to a firm or is a sum that came on that day; so neither an employer that sells to many, nor a shop
-- that pays its suppliers is one, and an account of a person never.
create or replace temp table acquirer_candidate as
select id as account from account
where kind in ('company', 'merchant', 'unknown') and not starts_with(number, '?')
    and id in (select to_account from transfer group by to_account having count(*) >= $payments)
    and id in (
        select from_account from transfer group by from_account having count(*) >= $payments);

create or replace temp table busy_in as
select to_account as account, credit_ts::date as day
from transfer
where to_account in (select account from acquirer_candidate)
    and from_account <> to_account and kind not in ('loan', 'loan_repayment', 'reversal')
group by account, day
having count(*) >= $payments and count(distinct from_account) >= $payers;

update account set kind = 'acquirer'
where id in (
    with came as (
        select to_account as account, credit_ts::date as day, from_account as payer,
            to_amount as amount, to_currency as currency
        from transfer
        where to_account in (select account from busy_in)
            and from_account <> to_account and kind not in ('loan', 'loan_repayment', 'reversal')),
    went as (
        select t.from_account as account, t.ts::date as day, t.to_account as payee,
            t.amount, t.currency, a.kind in ('company', 'merchant', 'state', 'exchange') as is_firm
        from transfer as t join account as a on a.id = t.to_account
        where (t.from_account, t.ts::date) in (select (account, day) from busy_in)
            and t.from_account <> t.to_account
            and t.kind not in ('salary', 'loan', 'loan_repayment', 'reversal', 'fee')
            and (t.from_account, t.to_account) not in (select (account, payer) from came))
    select account from went
    where is_firm or (account, day, amount, currency) in (
        select (account, day, amount, currency) from came)
    group by account, day
    having count(*) >= $payments and count(distinct payee) >= $payees);
