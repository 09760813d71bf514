-- The pairs in `found` (a, b, number), with their scores, the payer's side first. Rows that repeat a
-- pair go to `also_reported`; all of them leave the open rows.
create or replace temp table both_rows as
select a.id as a, b.id as b, a.side as a_side, b.side as b_side, a.number,
    b.side = 0 or a.side = 1 as is_turned
from open_row as b join (
    select open_row.id, open_row.side, found.b as other, found.number
    from open_row join found on open_row.id = found.a) as a
on a.other = b.id;

insert into pair
select d.id, c.id, pair_score(d, c, number = $hours), number
from (
    select case when is_turned then b else a end as debit,
        case when is_turned then a else b end as credit, number
    from both_rows where a_side <> 4 and b_side <> 4) as one
join open_row as d on d.id = debit join open_row as c on c.id = credit;

insert into also_reported
select case when a_side = 4 then b else a end, case when a_side = 4 then a else b end
from both_rows where a_side = 4 or b_side = 4;

delete from open_row where id in (select a from both_rows union all select b from both_rows);
