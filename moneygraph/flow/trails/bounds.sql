-- The least and the most that can be at each end. `kept_end` holds what was placed where by
-- each rule and as the `least`; $most names the run that gives the most. An account whose statement
-- we hold for some days only can be "held" and "unseen" at once: what may stand there at the most
-- may be either, and no part of it must be.
with told as (
    select place, account, count(*) over (partition by account) as words
    from (select distinct place, account from kept_end where run <> 'least')),
summed as (
    select account, coalesce(sum(amount) filter (where run = 'least'), 0)::bigint as least,
        coalesce(sum(amount) filter (where run = $most), 0)::bigint as most
    from kept_end group by account)
select t.place, a.number, a.bank, a.owner, a.name, if(t.words = 1, s.least, 0) as least, s.most
from told as t
join summed as s on s.account = t.account
join account as a on a.id = t.account
order by s.most desc, if(t.words = 1, s.least, 0) desc, a.number, t.place
