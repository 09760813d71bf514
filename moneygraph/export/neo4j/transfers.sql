-- Transfers of the part: see transfers.cypher. `stolen`: tiyn traced to loans that left at once.
-- `net_amount` and `net_to_amount`: what nothing has given back, as queries count it; `reversed`: that
-- is nothing (see detect/counted.py). `counted_...`: what that is in the main currency, and the stolen money;
-- null where it is of that currency.
select t.id, t.from_account, t.to_account, t.ts, t.credit_ts, t.day_only, t.amount,
    t.currency::varchar, t.to_amount, t.to_currency::varchar, t.kind::varchar, t.own,
    coalesce(d.purpose, c.purpose) as purpose, s.amount as stolen,
    case when g.reversed then 0 else t.amount - coalesce(g.amount, 0) end as net_amount,
    case when g.reversed then 0 else t.to_amount - coalesce(g.to_amount, 0) end as net_to_amount,
    case when g.reversed then true end as reversed,
    in_main(case when g.reversed then 0 else t.amount - coalesce(g.amount, 0) end, p.per_billion)
        as counted_amount,
    in_main(case when g.reversed then 0 else t.to_amount - coalesce(g.to_amount, 0) end, q.per_billion)
        as counted_to_amount,
    in_main(s.amount, p.per_billion) as counted_stolen
from transfer as t
left join row_words as d on d.id = t.debit_row
left join row_words as c on c.id = t.credit_row
left join given_back as g on g.id = t.id
left join stolen as s on s.transfer = t.id
left join known_worth as p on p.currency = t.currency
left join known_worth as q on q.currency = t.to_currency
where t.id in (select id from part_transfer)
order by t.id
