-- Transfers of the part: see transfers.cypher. `stolen`: tiyn traced to loans that left at once.
select t.id, t.from_account, t.to_account, t.ts, t.credit_ts, t.day_only, t.amount,
    t.currency::varchar, t.to_amount, t.to_currency::varchar, t.kind::varchar, t.own,
    coalesce(d.purpose, c.purpose) as purpose, s.amount as stolen
from transfer as t
left join row_words as d on d.id = t.debit_row
left join row_words as c on c.id = t.credit_row
left join stolen as s on s.transfer = t.id
where t.id in (select id from part_transfer)
order by t.id
