-- Puts the rows that one pass found in order (payer's side first) and scores each pair:
-- the pass's own trust, less up to a tenth for the time between them, less where only one
-- side names an owner.
insert into pair
select
    case when b.side = 0 or a.side = 1 then b.id else a.id end,
    case when b.side = 0 or a.side = 1 then a.id else b.id end,
    $base
    - 0.1 * least(1.0, case when a.day_only or b.day_only then 0.5
        else abs(epoch(a.ts) - epoch(b.ts)) / $within end)
    - case when (a.from_owner is null) <> (b.from_owner is null)
        or (a.to_owner is null) <> (b.to_owner is null) then 0.05 else 0.0 end,
    $number
from found join side_row as a on a.id = found.a join side_row as b on b.id = found.b;
