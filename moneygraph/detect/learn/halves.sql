-- Which half of time a labelled account belongs to: learnt from in the first, judged in the other.
-- A positive party belongs where half of the transfers to it had been made. Any other that is seen
-- in both halves is put into one by a hash of its name, 6 in 10 into the first.
create or replace temp table half as
with early as (
    select distinct l.party from measure_early as t join labelled as l on l.account = t.account
    where t.received > 0),
late as (
    select distinct l.party from measure_late as t join labelled as l on l.account = t.account
    where t.received > 0)
select l.account,
    case when l.positive_party then coalesce(l.middle <= $cut, true)
        when b.party is null then true
        when e.party is null then false
        else md5(l.party) < '9999' end as is_early
from labelled as l
left join early as e on e.party = l.party
left join late as b on b.party = l.party;
