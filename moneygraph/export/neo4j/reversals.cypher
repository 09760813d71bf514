unwind $rows as row
with row[0] as transfer, row[1] as reverses, row[2] as amount, row[3] as score, row[4] as reasons
match (back:Transfer {id: transfer})
match (paid:Transfer {id: reverses})
merge (back)-[r:REVERSES]->(paid)
on create set r.amount = amount, r.score = score, r.reasons = reasons
