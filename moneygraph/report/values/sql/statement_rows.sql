-- The first rows of each statement of an account.
select r.currency, r.transfer as id, r.ts, r.day_only, r.credit, r.change, r.balance, r.stated,
    coalesce(r.stated <> r.balance, false) as differs, r.stolen, r.traced,
    o.number as other, o.name as other_name, o.bank as other_bank, o.kind as other_kind
from statement_row as r join account as o on o.id = r.other
where r.account = $id
qualify $limit::bigint is null
    or row_number() over (partition by r.currency order by r.place) <= $limit::bigint
order by r.currency, r.place
