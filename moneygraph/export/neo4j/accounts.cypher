unwind $rows as row
with row[0] as id, row[1] as number, row[2] as bank, row[3] as owner, row[4] as name,
    row[5] as kind, row[6] as terminal, row[7] as p2p, row[8] as covered_from,
    row[9] as covered_to, row[10] as features, row[11] as bank_name, row[12] as whole_number
merge (a:Account {id: id})
on create set a.number = number, a.bank = bank, a.owner = owner, a.name = name, a.kind = kind,
    a.terminal = terminal, a.p2p = p2p, a.covered_from = covered_from, a.covered_to = covered_to,
    a.bank_name = bank_name, a.whole_number = whole_number, a += features
foreach (_ in case when terminal then [1] else [] end | set a:Terminal)
