-- The pairs that one pass found, the payer's side first, with their scores: the score of the pass,
-- less up to a tenth for the time between the sides, less 0.05 where only one side names an owner.
-- Rows that repeat a pair go to `also_reported`; all of them leave the open rows.
create or replace temp table both_rows as
select a.id as a, b.id as b, a.side as a_side, b.side as b_side,
    $base
    - 0.1 * least(1.0, case when a.day_only or b.day_only then 0.5
        else abs(epoch(a.ts) - epoch(b.ts)) / $within end)
    - case when (a.from_owner is null) <> (b.from_owner is null)
        or (a.to_owner is null) <> (b.to_owner is null) then 0.05 else 0.0 end as score
from open_row as b join (
    select open_row.*, found.b as other from open_row join found on open_row.id = found.a) as a
on a.other = b.id;

insert into pair
select case when b_side = 0 or a_side = 1 then b else a end,
    case when b_side = 0 or a_side = 1 then a else b end, score, $number
from both_rows where a_side <> 4 and b_side <> 4;

insert into also_reported
select case when a_side = 4 then b else a end, case when a_side = 4 then a else b end
from both_rows where a_side = 4 or b_side = 4;

delete from open_row where id in (select a from both_rows union all select b from both_rows);
