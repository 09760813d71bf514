unwind $rows as row
with row[0] as id, row[1] as kind, row[2] as value, row[3] as accounts, row[4] as account
match (a:Account {id: account})
merge (l:Link {id: id})
on create set l.kind = kind, l.value = value, l.accounts = accounts
merge (a)-[:LINKED]->(l)
