-- The transfers that prove findings.
select t.id, t.ts, f.number, f.name, g.number, g.name, t.amount, coalesce(c.decimals, 2), t.currency::varchar
from transfer as t
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
left join currency_decimals as c on c.currency = t.currency::varchar
where t.id in (select unnest($1::integer[]))
