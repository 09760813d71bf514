unwind $rows as row
match (n:Transfer {id: row[0]})
set n += row[1]
