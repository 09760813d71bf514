select t.*,
    f.number as from_number, f.bank as from_bank, f.owner as from_owner, f.name as from_name,
    f.kind as from_kind,
    g.number as to_number, g.bank as to_bank, g.owner as to_owner, g.name as to_name,
    g.kind as to_kind
from transfer as t
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
where t.id = $id
