-- Owners of the part's accounts, a row an account; an owner's name is its most frequent one.
with named as (
    select owner, mode(name order by name) as name from account
    where owner is not null group by owner)
select a.owner, n.name, a.id
from account as a
join named as n on n.owner = a.owner
where a.id in (select id from part_account)
order by a.owner, a.id
