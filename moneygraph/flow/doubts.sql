-- The transfers that are not sure, and why: see `doubt`; the two sides of a "pair" may not belong
-- together, as their score is below $pair or only whole hours between their times join them; a
-- "refund" with a score below $refund may be of another payment, or none.
select transfer, reason from doubt
union all
select id, 'pair' from transfer where score < $pair::float or pass = $hours
union all
select r.transfer, 'refund'
from (select transfer, min(score) as score from reversal group by transfer) as r
join transfer as t on t.id = r.transfer
join account as a on a.id = t.from_account
where r.score < $refund::float
    and (a.id in (select account from trader)
        or a.kind in ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state'))
order by transfer
