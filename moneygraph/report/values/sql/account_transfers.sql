-- The first transfers of an account, in the order of its own clock.
select t.id, case when t.from_account = $id then t.ts else t.credit_ts end as ts,
    case when t.from_account = $id then 'out' else 'in' end as direction,
    o.number as other, o.name as other_name, o.bank as other_bank, o.kind as other_kind,
    case when t.from_account = $id then t.amount else t.to_amount end as amount,
    case when t.from_account = $id then t.currency else t.to_currency end as currency,
    t.kind, t.own
from transfer as t
join account as o
    on o.id = case when t.from_account = $id then t.to_account else t.from_account end
where t.from_account = $id or t.to_account = $id
order by ts, t.id
limit $limit
