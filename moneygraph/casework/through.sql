-- The accounts that a large enough part of a complaint's money went through, and those abroad
-- where it ended. `reached` (transfer, victim, amount) has the transfers it went through, `claimed`
-- (victim, amount) how much it is; a part counts from $least_percent of that and $least_amount on.
-- Left out are accounts without a number, which may be many, and those where everybody's money
-- meets: traders, exchanges, and accounts that more than $payers_most accounts pay.
create or replace temp table through as
with arrived as (
    select t.to_account as account, r.victim, sum(r.amount)::bigint as amount
    from reached as r join transfer as t on t.id = r.transfer
    group by t.to_account, r.victim),
busy as (
    select to_account as account from transfer
    where to_account in (select account from arrived)
    group by to_account having count(distinct from_account) > $payers_most)
select c.account, a.number, a.kind = 'abroad' as is_exit, c.victim, c.amount
from arrived as c
join claimed as k on k.victim = c.victim
join account as a on a.id = c.account
where c.amount >= $least_amount and c.amount::hugeint * 100 >= k.amount::hugeint * $least_percent
    and a.number not like '?%'
    and a.kind in ('person', 'company', 'unknown', 'abroad')
    and a.id not in (select account from trader)
    and a.id not in (select account from busy);

-- phones and devices of the accounts that money went through, and how many accounts share each
create or replace temp table shared as
with ours as (
    select distinct kind, value from link
    where kind in ('phone', 'device')
        and account in (select account from through where not is_exit))
select l.kind, l.value, count(distinct l.account) as accounts
from link as l join ours using (kind, value)
group by l.kind, l.value
having count(distinct l.account) > 1;
