// Each of these is read from the server's own counts, not counted.
call () { match (n:Account) return count(n) as accounts }
call () { match (n:Owner) return count(n) as owners }
call () { match (n:Transfer) return count(n) as transfers }
call () { match (n:Link) return count(n) as links }
call () { match ()-[r:OWNS]->() return count(r) as owns }
call () { match ()-[r:SENT]->() return count(r) as sent }
call () { match ()-[r:TO]->() return count(r) as to_ }
call () { match ()-[r:HOP]->() return count(r) as hop }
call () { match ()-[r:LINKED]->() return count(r) as linked }
return accounts, owners, transfers, links, owns, sent, to_, hop, linked
