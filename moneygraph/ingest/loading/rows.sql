-- From cells to rows, for one sheet. `parsed` is `cell` with times and amounts read, and
-- `good` where a row can be kept; `known` has the kind of each as well.

insert into row_base
select p.n + $base, $section, p.ts, p.day_only, f.id, t.id,
    case when $signed then p.amount else abs(p.amount) end, p.currency,
    p.known_kind, p.side
from (select * from known where good) as p
join raw_account as f
    on f.raw = case when p.from_key = '?' and p.known_kind = 'cash_in' then '?cash' else p.from_key end
join raw_account as t
    on t.raw = case when p.to_key = '?' and p.known_kind = 'cash_out' then '?cash' else p.to_key end;
