-- How much of each complaint's money went through accounts that at least two complaints share.
select number, victim, amount from through
where not is_exit
qualify count(*) over (partition by number) > 1
order by number, victim
