-- The least and the most that can be at each end. `kept_end` holds the amounts at the ends under
-- each rule and as the `least`; $most names the run that gives the most. An account whose statement
-- we hold for some days only can be "held" and "unseen" at once: the most that may be there may be
-- either, and no part of it must be. What is a fee, repaid a debt or was returned is apart from what is there.
with kept as (
    select *, if(end_kind in ('fee', 'repaid', 'returned'), end_kind, '') as part from kept_end),
account_end as (
    select end_kind, account, part, count(*) over (partition by account, part) as kinds
    from (select distinct end_kind, account, part from kept where run <> 'least')),
summed as (
    select account, part, coalesce(sum(amount) filter (where run = 'least'), 0)::bigint as least,
        coalesce(sum(amount) filter (where run = $most), 0)::bigint as most
    from kept group by account, part)
select t.end_kind, a.number, a.bank, a.owner, a.name, if(t.kinds = 1, s.least, 0) as least, s.most
from account_end as t
join summed as s on s.account = t.account and s.part = t.part
join account as a on a.id = t.account
order by s.most desc, if(t.kinds = 1, s.least, 0) desc, a.number, t.end_kind
