-- Where money is when no hop takes it on, by kind of end, account and victim.
-- $back: the money was traced back, to where it came from. `ended` has rows of account, word of
-- the end (empty where the account decides it), kind of the transfer it came by (went by), victim, amount, hops, and when it came there.
-- `balance` is null, or for the least that must be there the balance of the account.

-- name: sum
create or replace temp table end_sum as
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
    min(hops) as hops, min(first_ts) as first_ts, max(last_ts) as last_ts,
    max(balance)::bigint as balance
from classified
group by end_kind, account, victim

-- name: asked
-- The accounts of which the last stated balance bounds what is held.
create or replace temp table asked_account as
select distinct account as id from end_sum where end_kind = 'held'

-- name: cap
-- What is held is no more than the balance that the bank states last (`closing`); the rest left by
-- rows that are not here. The victims' parts are cut in proportion, rounded down, and what that
-- leaves goes to the largest remainders. Of the least, as much is left out as the balance is less.
create or replace temp table end_amount as
with held as (
    select e.*, greatest(0, c.amount) as stated,
        sum(e.amount) over (partition by e.account) as whole
    from end_sum as e join closing as c using (account)
    where end_kind = 'held'),
cut as (
    select *, amount::hugeint * stated // whole as kept, amount::hugeint * stated % whole as rest
    from held where stated < whole and balance is null),
shared as (
    select *, kept + case when row_number() over (
            partition by account order by rest desc, amount desc, victim)
        <= stated - sum(kept) over (partition by account) then 1 else 0 end as part
    from cut),
part as (
    select 'held' as end_kind, account, victim, part::bigint as amount,
        least(unsure, part)::bigint as unsure, hops, first_ts, last_ts
    from shared
    union all
    select 'unseen', account, victim, (amount - part)::bigint,
        greatest(0, unsure - part)::bigint, hops, first_ts, last_ts
    from shared
    union all
    select end_kind, account, victim, greatest(0, amount - greatest(0, balance - stated))::bigint,
        unsure, hops, first_ts, last_ts
    from held where balance is not null
    union all
    select * exclude (balance) from end_sum
    where end_kind <> 'held'
        or account not in (select account from cut union all select account from held where balance is not null))
select end_kind, account, victim, sum(amount)::bigint as amount, sum(unsure)::bigint as unsure,
    min(hops) as hops, min(first_ts) as first_ts, max(last_ts) as last_ts
from part
group by end_kind, account, victim
having sum(amount) > 0

-- name: keep
create or replace temp table end_amount as select * exclude (balance) from end_sum
