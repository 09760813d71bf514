-- One transfer from each row or pair of rows. Ids follow time, then content, so that they do not
-- depend on the order of loading.

delete from transfer;
delete from duplicate;

create or replace temp table number_rank as
select id, row_number() over (order by number)::integer as rank from number;

-- what the payee's bank reports of the transfer of a debit's row
create or replace temp table credit as
select pair.*, c.moment, c.day_only, c.from_account, c.to_account, c.amount, c.currency, c.kind
from side_row as c join pair on pair.credit_row = c.id;

create or replace temp table in_order as
with joined as (
    select
        s.id as row, c.credit_row, c.score, c.pass, s.side, s.position,
        s.moment as d_ts, s.day_only as d_day, c.moment as c_ts, c.day_only as c_day,
        coalesce(s.from_account, c.from_account, s.stated_from) as from_account,
        coalesce(s.to_account, c.to_account, s.stated_to) as to_account,
        s.amount, s.currency,
        coalesce(x.to_amount, c.amount, s.amount) as to_amount,
        coalesce(x.to_currency, c.currency, s.currency) as to_currency,
        case when s.kind = 'transfer' then coalesce(c.kind, s.kind) else s.kind end as kind
    from side_row as s
    left join credit as c on c.debit_row = s.id
    left join row_exchange as x on x.id = s.id
    where s.id not in (select credit_row from pair) and s.id not in (select row from also_reported)),
timed as (
    -- a side with a day alone takes the other's time, if that is of the same day; what was credited
    -- before the payer's bank posted it left the payer when it was credited
    select *,
        case when pass = $earlier or (d_day and not c_day and c_ts::date = d_ts::date)
        then c_ts else d_ts end as ts,
        case when c_ts is null then d_ts
        when c_day and not d_day and c_ts::date = d_ts::date then d_ts else c_ts end as credit_ts,
        d_day and not coalesce(not c_day and c_ts::date = d_ts::date, false) as day_only,
        coalesce(c_day, d_day) and not coalesce(not d_day and c_ts::date = d_ts::date, false)
            as credit_day_only
    from joined)
select ts, credit_ts, day_only, credit_day_only, from_account, to_account,
    amount, currency, to_amount, to_currency, kind, false as own,
    case when side <> 1 or credit_row is not null then row end as debit_row,
    case when credit_row is not null then credit_row when side in (1, 2) then row end as credit_row,
    score, pass
from timed
join number_rank as f on f.id = from_account
join number_rank as t on t.id = to_account
order by ts, f.rank, t.rank, amount, currency, credit_ts, kind, position;

-- from a table, as numbers given on the way would keep all but one core from writing; rows of an
-- open transaction are counted from a number beyond all others
insert into transfer select rowid - (select min(rowid) from in_order) + 1, * from in_order;

drop table in_order;
