-- The rows of the second round: those whose side is not known may be the other side of a row that
-- is left, or repeat what both banks have reported (side 4, with the facts of both of its rows).
create or replace temp table open_row as
select s.* replace (
    case when pair.debit_row is not null then 4 else s.side end as side,
    coalesce(s.from_account, c.from_account) as from_account,
    coalesce(s.to_account, c.to_account) as to_account,
    coalesce(s.from_owner, c.from_owner) as from_owner,
    coalesce(s.to_owner, c.to_owner) as to_owner)
from side_row as s
left join pair on pair.debit_row = s.id
left join side_row as c on c.id = pair.credit_row
where s.id not in (select credit_row from pair);
