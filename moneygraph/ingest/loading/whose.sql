-- name: titles
-- Rows between data that can be a header of `times`, or a title that is wanted. A time begins with a
-- digit, after signs at the most, has three or more, and names no account. `after` is the last row of
-- data above; where no row is surely data, each can be above some.
with read as (
    select n, {ts} as ts, concat_ws(' ', {line}) as line,
        coalesce(regexp_matches({ts}, '^[^\pL\pN]*\d(\D*\d){{2}}') and not regexp_matches({ts}, $3), false)
            as is_data
    from {staged}),
other as (select n, ts, line from read where not is_data),
near as (
    select n, line, coalesce({folded} in (select unnest($1::varchar[])), false) as is_header
    from other
    where is_header or regexp_matches(line, $2)),
data as (select n from read where is_data)
select coalesce(data.n, 0) as after, near.n, is_header, left(line, 4096)
from near asof left join data on near.n > data.n
where near.n < coalesce((select max(n) from data), near.n + 1)
order by near.n

-- name: whole
create or replace temp table {staged}_told as
select s.*, coalesce(t.account, own.account) as {account}, t.direction as {direction}{line}
from {staged} as s
asof left join (
    select unnest($1::bigint[]) as first, unnest($2::varchar[]) as account,
        unnest($3::varchar[]) as direction) as t on s.n >= t.first
left join (
    select unnest($4::bigint[]) as first, unnest($5::varchar[]) as currency,
        unnest($6::varchar[]) as account) as own
    on own.first = t.first and own.currency =
        coalesce(regexp_extract(upper({currency}), '[A-Z]{{3}}'), '{default}')
order by s.n
