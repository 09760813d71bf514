-- Accounts of the part, a row each: see accounts.cypher.
select a.id, a.number, a.bank, a.owner, a.name, a.kind,
    a.kind in ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state', 'acquirer')
        as terminal,
    case when a.id in (select account from trader) then true end as p2p,
    a.covered_from, a.covered_to,
    f.features, b.name as bank_name
from account as a
join account_features as f on f.account = a.id
left join bank_called as b on b.code = a.bank
where a.id in (select id from part_account)
order by a.id
