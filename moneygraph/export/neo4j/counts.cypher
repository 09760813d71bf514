// Each of these is read from the server's own counts, not counted.
call () { match (n:Account) return count(n) as accounts }
call () { match (n:Owner) return count(n) as owners }
call () { match (n:Transfer) return count(n) as transfers }
call () { match (n:Link) return count(n) as links }
call () { match (n:Undone) return count(n) as undone }
call () { match ()-[r:OWNS]->() return count(r) as owns }
call () { match ()-[r:SENT]->() return count(r) as sent }
call () { match ()-[r:TO]->() return count(r) as to_ }
call () { match ()-[r:HOP]->() return count(r) as hop }
call () { match ()-[r:LINKED]->() return count(r) as linked }
call () { match ()-[r:REVERSES]->() return count(r) as reverses }
call () { match ()-[r:UNDONE]->() return count(r) as of_undone }
return accounts, owners, transfers, links, undone, owns, sent, to_, hop, linked, reverses, of_undone
