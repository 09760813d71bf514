unwind $rows as row
match (n:Account {number: row[0]})
set n += row[1]
