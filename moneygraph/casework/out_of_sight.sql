-- Accounts to which money came by transfers ($1, ids) on days of which we lack their own
-- statement. No request is made for accounts from which money does not travel on.
with reached as (
    select a.id, a.number, a.bank, a.owner, a.name, t.id as transfer, t.credit_ts,
        exists (
            select 1 from cover as c
            where c.account = a.id and t.credit_ts::date between c.first_day and c.last_day)
        as covered
    from transfer as t
    join account as a on a.id = t.to_account
    where t.id in (select unnest($1::integer[]))
        and a.kind not in ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state')
        and a.id not in (select account from trader))
select bank, number, owner, name, min(credit_ts), max(credit_ts), list(transfer order by transfer)
from reached
where not covered
group by bank, number, owner, name
order by bank, number
