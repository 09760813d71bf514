-- Cells merged downwards in `whole`, an arranged table: see merged.py.

-- name: cells
-- Each cell below the first of a merge, in the block of that first one.
create or replace temp table merged_cell as
select x.target, x.first, x.n
from (
    select t.target, m.first, top.kind, unnest(range(m.first + 1, m.last + 1)) as n
    from merge_range as m
    join whole as top on top.n = m.first
    join merge_target as t on t.c = m.c and t.kind = top.kind) as x
join whole as own on own.n = x.n and own.kind = x.kind

-- name: shared
-- The first rows of a merged sum that other payments than the first share.
create or replace temp table shared_first as
select distinct m.first
from merged_cell as m join whole as own on own.n = m.n
where m.target = $target and ($parts)

-- name: keep
insert into merged_sum
select n, max(cell) from (
    select m.n, top.$cell as cell from merged_cell as m join whole as top on top.n = m.first
    where m.target = $target and m.first in (select first from shared_first)
    union all
    select n, $cell from whole where n in (select first from shared_first))
where cell is not null group by n

-- name: blank
update whole set $cell = null where n in (select first from shared_first)

-- name: fill
update whole set $cell = filled.cell
from (
    select m.n, top.$cell as cell
    from merged_cell as m join whole as top on top.n = m.first
    where m.target = $target and top.$cell is not null
        and m.first in (select n from payment_row) and m.n in (select n from payment_row)) as filled
where whole.n = filled.n and whole.$cell is null
