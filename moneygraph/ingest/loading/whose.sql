-- name: titles
-- Rows between data that can be a header of `times`, or a title that is wanted: one with a few
-- cells. A time begins with a digit. `after` is the last row of data above.
with other as (
    select n, {ts} as ts, concat_ws(' ', {line}) as line,
        len(list_filter([{line}], lambda cell: cell is not null)) as texts
    from {staged}
    where {ts} is null or {ts} < '0' or {ts} >= ':'),
near as (
    select n, line, coalesce({folded} in (select unnest($1::varchar[])), false) as is_header
    from other
    where is_header or texts <= 4 and regexp_matches(line, $2)),
data as (select n from {staged} where {ts} >= '0' and {ts} < ':')
select coalesce(data.n, 0) as after, near.n, is_header, left(line, 4096)
from near asof left join data on near.n > data.n
where near.n < (select max(n) from data)
order by near.n

-- name: whole
create or replace temp table {staged}_told as
select s.*, t.account as {account}, t.direction as {direction}{line}
from {staged} as s
asof left join (
    select unnest($1::bigint[]) as first, unnest($2::varchar[]) as account,
        unnest($3::varchar[]) as direction) as t on s.n >= t.first
order by s.n
