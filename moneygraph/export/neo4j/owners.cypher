unwind $rows as row
with row[0] as id, row[1] as name, row[2] as account
match (a:Account {id: account})
merge (o:Owner {id: id})
on create set o.name = name
merge (o)-[:OWNS]->(a)
