-- How much of each complaint's money went to accounts abroad that at least two complaints reach
-- and that only accounts pay through which that money went.
with ours as (
    select account from through where is_exit group by account having count(*) > 1),
others as (
    select t.to_account as account from transfer as t
    where t.to_account in (select account from ours)
        and t.from_account not in (select account from through where not is_exit))
select number, victim, amount from through
where is_exit and account in (select account from ours)
    and account not in (select account from others)
order by number, victim
