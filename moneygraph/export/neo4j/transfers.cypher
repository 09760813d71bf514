unwind $rows as row
with row[0] as id, row[1] as from_account, row[2] as to_account, row[3] as ts,
    row[4] as credit_ts, row[5] as day_only, row[6] as amount, row[7] as currency,
    row[8] as to_amount, row[9] as to_currency, row[10] as kind, row[11] as own,
    row[12] as purpose, row[13] as stolen, row[14] as net_amount, row[15] as net_to_amount,
    row[16] as reversed, row[17] as counted_amount, row[18] as counted_to_amount,
    row[19] as counted_stolen, row[20] as caption
match (payer:Account {id: from_account})
match (payee:Account {id: to_account})
merge (t:Transfer {id: id})
on create set t.ts = ts, t.credit_ts = credit_ts, t.day_only = day_only, t.amount = amount,
    t.currency = currency, t.to_amount = to_amount, t.to_currency = to_currency, t.kind = kind,
    t.own = own, t.purpose = purpose, t.stolen = stolen, t.caption = caption,
    t.net_amount = net_amount, t.net_to_amount = net_to_amount, t.reversed = reversed,
    t.counted_amount = counted_amount, t.counted_to_amount = counted_to_amount,
    t.counted_stolen = counted_stolen
merge (payer)-[:SENT]->(t)
merge (t)-[:TO]->(payee)
