-- Accounts at most $hops transfers away from $starts, in either direction, not through terminals.
with recursive side as (
    select from_account as here, to_account as there from transfer
    union
    select to_account, from_account from transfer),
near(id, depth) as (
    select unnest($starts::integer[]), 0
    union
    select side.there, near.depth + 1
    from near
    join account as a on a.id = near.id
    join side on side.here = near.id
    where near.depth < $hops
        and (near.depth = 0 or a.kind not in (select unnest($terminals::varchar[]))))
select distinct id from near order by id
