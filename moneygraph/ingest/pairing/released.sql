-- Pairs minutes apart of which one row lacks all of a party, while a row that is left open names both
-- as the other one does, days apart (a payment that was held and posted later). With that row neither
-- is left that the other bank should report too; the one that lacks a party is open again.
create or replace temp table released as
with pairs as (
    select p.debit_row, p.credit_row, side, if(side = 0, debit_row, credit_row) as lacking,
        if(side = 0, credit_row, debit_row) as whole
    from pair as p cross join (select unnest([0, 1]) as side)
    where p.pass in (select unnest($vague::integer[]))),
vague as (
    select pairs.*, w.from_account, w.to_account, w.amount, w.currency, w.moment
    from pairs join side_row as l on l.id = lacking join side_row as w on w.id = whole
    where abs(epoch(w.moment) - epoch(l.moment)) > 120
        and w.from_account is not null and w.to_account is not null
        and ((l.from_account is null and l.from_owner is null)
            or (l.to_account is null and l.to_owner is null)))
select debit_row, lacking, if(side = 0, r.id, whole) as debit, if(side = 0, whole, r.id) as credit,
    if((r.moment <= v.moment) = (side = 0), $later, $earlier) as number, r.id as taken
from vague as v join open_row as r using (side, from_account, to_account, amount, currency)
where abs(epoch(r.moment) - epoch(v.moment)) <= $late and not exists (
        select 1 from decided where kind = 'not-same' and (a, b) in ((r.id, whole), (whole, r.id)))
qualify count(*) over (partition by debit_row) = 1 and count(*) over (partition by r.id) = 1;

delete from pair where debit_row in (select debit_row from released);

insert into pair
select d.id, c.id, pair_score(d, c, false), number
from released join side_row as d on d.id = debit join side_row as c on c.id = credit;

delete from open_row where id in (select taken from released);

insert into open_row select * from side_row where id in (select lacking from released);
