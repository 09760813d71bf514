-- name: search
-- What a text can mean that is no number of the case: part of a name, or what accounts share (a
-- phone, a device), of which blanks and signs do not count. Digits alone must be a whole phone with
-- its city's or operator's code: fewer are a transfer that is not there. `called` is what to show,
-- `as_what` why.
with wanted as (
    select lower($text) as part, regexp_replace(lower($text), '[^\pL\pN]', '', 'g') as bare),
named as (
    select coalesce(a.owner, a.number) as called, a.name as as_what from account as a, wanted
    where contains(lower(a.name), part)
    union
    select h.owner, h.name from holder as h, wanted
    where h.counts and contains(lower(h.name), part)),
shared as (
    select coalesce(a.owner, n.number) as called, l.kind || ' ' || l.value as as_what
    from link as l
    join number as n on n.id = l.account
    left join account as a on a.id = l.account, wanted
    where length(bare) >= case when regexp_full_match(part, '[0-9]+') then 10 else 4 end
        and contains(regexp_replace(lower(l.value), '[^\pL\pN]', '', 'g'), bare))
select called, min(as_what) as as_what from (from named union from shared)
group by called order by as_what, called
