unwind $rows as row
with row[0] as source, row[1] as undone_by, row[2] as ts, row[3] as day_only, row[4] as from_number,
    row[5] as to_number, row[6] as amount, row[7] as currency, row[8] as score, row[9] as reasons,
    row[10] as account, row[11] as id
merge (u:Undone {id: id})
on create set u.source = source, u.undone_by = undone_by, u.ts = ts, u.day_only = day_only,
    u.from_number = from_number, u.to_number = to_number, u.amount = amount, u.currency = currency,
    u.score = score, u.reasons = reasons
with u, account
match (a:Account {id: account})
merge (a)-[:UNDONE]->(u)
