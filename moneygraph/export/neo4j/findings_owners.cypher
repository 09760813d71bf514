unwind $rows as row
match (n:Owner {id: row[0]})
set n += row[1]
