-- How much of each complaint's money went through accounts that share a phone or a device: at least
-- two accounts and two complaints, and at most $link_most accounts.
with moved as (
    select distinct s.kind, s.value, t.account, t.victim, t.amount
    from shared as s
    join link as l using (kind, value)
    join through as t on t.account = l.account and not t.is_exit
    where s.accounts <= $link_most),
several as (
    select kind, value from moved
    group by kind, value
    having count(distinct account) > 1 and count(distinct victim) > 1)
select kind, value, victim, max(amount)
from moved join several using (kind, value)
group by kind, value, victim
order by kind, value, victim
