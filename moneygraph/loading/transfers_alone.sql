-- The same as sides.sql and transfers.sql for a case of one section, where no other export
-- can tell a row again or its other side: each row is a transfer. `line` holds the rows in
-- the order of time.

delete from transfer;
delete from duplicate;

insert into transfer
select row_number() over (), r.ts, r.ts, r.day_only, r.day_only, r.from_account, r.to_account,
    r.amount, r.currency, coalesce(x.to_amount, r.amount), coalesce(x.to_currency, r.currency),
    r.kind, false, case when r.side is distinct from 'C' then r.id end,
    case when r.side = 'C' then r.id end, null, null
from line as r left join row_exchange as x on x.id = r.id;
