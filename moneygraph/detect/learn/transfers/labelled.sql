-- name: labelled
-- The transfers that count as positive or negative. Payments to oneself move nothing.
create or replace temp table labelled_transfer as
select t.id, coalesce(l.positive, false) as positive, t.ts, t.from_account, t.to_account
from measured_transfer as m
join transfer as t on t.id = m.id
left join label_to_keep as l on l.id = t.id
where l.id is not null or $rest_is_negative;

-- name: cut
-- The time by which 60 in 100 of the positives had been made.
select date_trunc('second', quantile_disc(ts, 0.6)) from labelled_transfer where positive;

-- name: known
-- The people and companies who took part in a positive transfer up to the cut.
create or replace temp table known_party as
select distinct p.owner_key
from labelled_transfer as t
join party as p on p.id in (t.from_account, t.to_account)
where t.positive and t.ts <= $cut and p.kind in ('person', 'company', 'unknown');

-- name: early
join labelled_transfer as l on l.id = f.id;

-- name: late
-- of others alone, so that nobody is both learnt from and judged on
join labelled_transfer as l on l.id = f.id
join party as p on p.id = l.from_account
join party as r on r.id = l.to_account
where p.owner_key not in (select owner_key from known_party)
    and r.owner_key not in (select owner_key from known_party)
