-- Where money is when no hop takes it on, by kind of end, account and victim.
-- $back: the money was traced back, to where it came from. `ended` has rows of account, word of
-- the end (empty where the account decides it), kind of the transfer it came by (went by), victim, amount, hops, and when it came there.
create or replace temp table end_amount as
with classified as (
    select s.*,
        case
        when s.word <> '' then s.word
        when a.kind in ('exchange', 'cash', 'abroad') then a.kind
        when a.id in (select account from trader) then 'p2p'
        when a.kind = 'loan desk' then if($back, 'loan', 'spent')
        when a.kind in ('merchant', 'state') then if($back, 'income', 'spent')
        when $back and s.kind = 'loan' then 'loan'
        when a.kind = 'acquirer' then 'unseen'
        when exists (
            select 1 from cover as c
            where c.account = a.id and s.last_ts::date between c.first_day and c.last_day)
            then if($back, 'opening', 'held')
        else 'unseen' end as end_kind
    from ended as s join account as a on a.id = s.account)
select end_kind, account, victim, sum(amount)::bigint as amount, sum(unsure)::bigint as unsure,
    min(hops) as hops, min(first_ts) as first_ts, max(last_ts) as last_ts
from classified
group by end_kind, account, victim;
