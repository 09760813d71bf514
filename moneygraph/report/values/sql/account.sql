select id, number, bank, owner, name, kind, covered_from, covered_to,
    (select count(*) from transfer where from_account = $id or to_account = $id) as transfer_count
from account where id = $id
