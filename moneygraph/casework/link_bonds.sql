-- What each complaint sent through accounts that share a phone or a device: at least two
-- accounts and two complaints, and not so many accounts ($link_most) that it says nothing.
with sent as (
    select distinct s.kind, s.value, t.account, t.victim, t.amount
    from shared as s
    join link as l using (kind, value)
    join through as t on t.account = l.account and not t.is_exit
    where s.accounts <= $link_most),
several as (
    select kind, value from sent
    group by kind, value
    having count(distinct account) > 1 and count(distinct victim) > 1)
select kind, value, victim, max(amount)
from sent join several using (kind, value)
group by kind, value, victim
order by kind, value, victim
