unwind $rows as row
with row[0] as in_transfer, row[1] as out_transfer, row[2] as account, row[3] as amount,
    row[4] as dwell_s, row[5] as in_offset, row[6] as out_offset, row[7] as counted
match (came:Transfer {id: in_transfer})
match (went:Transfer {id: out_transfer})
merge (came)-[h:HOP {in_offset: in_offset}]->(went)
on create set h.account = account, h.amount = amount, h.dwell_s = dwell_s,
    h.out_offset = out_offset, h.counted = counted
