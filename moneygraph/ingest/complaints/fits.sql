-- Which transfers each complaint row could mean, and how well each fits, in hundredths.
-- Rows that are equal (but for their number) are one `demand`, so that many of them cost no
-- more than one. Demands are numbered by time and content, whatever was loaded first.
-- Joins have the small table on the right, which is the side that DuckDB builds a table of.

create or replace temp table complaint_row as
select c.row, c.number, c.transfer, c.victim, c.account, c.amount,
    try_cast(c.currency as currency_code) as currency, c.ts, c.day_only,
    dense_rank() over (
        order by c.ts, c.account, c.victim, c.amount, c.currency, c.day_only, c.transfer)
        as demand,
    row_number() over (
        order by c.number, statement_file.sha256, c.row % 4294967296) as position
from complaint as c
join section on section.id = c.section
join statement_file on statement_file.id = section.statement_file
where c.row not in (select row from duplicate);

create or replace temp table demand as
select distinct demand, transfer, victim, account, amount, currency, ts, day_only from complaint_row;

-- Payments that were undone, with ids below 0 in the order of time: a complaint can name one, too.
create or replace temp table undone_payment as
select (row_number() over (order by b.ts, b.amount, u.row) - count(*) over () - 1)::integer as id,
    b.id as row, b.ts, b.day_only, b.from_account, b.to_account, b.amount, b.currency,
    coalesce(back.ts, b.ts) as undone_ts
from undone as u
join row_base as b on b.id = u.row
left join row_base as back on back.id = u.undone_by
join section as s on s.id = b.section
-- both banks may show it
qualify coalesce(s.bank, '') = min(coalesce(s.bank, '')) over (
    partition by b.from_account, b.to_account, b.amount, b.currency);

-- a transfer that is named, as `show` takes it: an id, FILE:ROW or FILE [SHEET]:ROW
create or replace temp table named_row as
with stated as (
    select distinct transfer as stated, regexp_extract(transfer, '^(.*):\d+$', 1) as file,
        try_cast(regexp_extract(transfer, '(\d+)$', 1) as bigint) as number
    from demand where regexp_full_match(transfer, '.+:\d{1,9}')),
sheet as (
    select statement_file.id as file_id, statement_file.name, section.row_offset,
        statement_file.name || ' [' || coalesce(section.name, '') || ']' as name_and_sheet
    from section join statement_file on statement_file.id = section.statement_file)
select stated, file_id * 4294967296 + row_offset + number as row
from stated join sheet
    on name = file or ends_with(name, '/' || file)
    or name_and_sheet = file or ends_with(name_and_sheet, '/' || file);

create or replace temp table named as
with by_id as (
    select demand, try_cast(transfer as integer) as id from demand
    where regexp_full_match(transfer, '\d+')),
by_row as (
    select distinct transfer, stated
    from fate join named_row on named_row.row = fate.row where transfer is not null),
by_either as (
    select demand, id from by_id
    union
    select demand.demand, by_row.transfer
    from demand join by_row on by_row.stated = demand.transfer)
select by_either.demand, transfer.id as transfer, transfer.amount
from transfer join by_either on by_either.id = transfer.id
union all
select demand.demand, u.id, u.amount
from undone_payment as u join named_row using (row) join demand on named_row.stated = demand.transfer;

-- the accounts a demand can mean: by their number, by the victim's IIN or BIN
create or replace temp table demand_account as
select demand, account, owner, bool_or(numbered) as numbered, bool_or(owned) as owned,
    bool_or(bool_or(owned)) over (partition by demand) as known
from (
    select w.demand, a.id as account, a.owner, true as numbered, false as owned
    from account as a join demand as w on a.number = w.account
    where w.transfer is null and a.number[1] <> '?'
    union all
    select w.demand, n.id, null, true, false
    from number as n join demand as w on n.number = w.account
    where w.transfer is null and n.id in (select from_account from undone_payment)
        and n.id not in (select id from account)
    union all
    select w.demand, a.id, a.owner, false, true
    from account as a join (
        select h.account, w.demand from holder as h join demand as w on h.owner = w.victim
        where h.counts and w.transfer is null) as w on w.account = a.id)
group by demand, account, owner;

-- banks post up to three days later than the payment was made
create or replace temp table account_day as
select p.*, w.victim, w.account as stated_account, w.amount, w.currency, w.ts, w.day_only,
    w.ts::date + shift::integer as day, abs(shift) as days_apart
from demand_account as p
join demand as w on w.demand = p.demand
cross join (select unnest(range(-3, 4)) as shift);

create or replace temp table fit as
with of_amount as (
    select p.demand, t.id as transfer, t.amount, p.numbered, p.owned, p.known, p.owner, p.victim,
        p.stated_account as account, p.days_apart, p.day_only or t.day_only as days,
        p.ts as stated_ts, t.ts, t.debit_row, g.number as payee
    from transfer as t
    join account_day as p
        on t.from_account = p.account and t.amount = p.amount
        and t.currency = p.currency and t.ts::date = p.day
    join account as g on g.id = t.to_account
    where not t.own
    union all
    select p.demand, u.id, u.amount, p.numbered, p.owned, p.known, p.owner, p.victim,
        p.stated_account, p.days_apart, p.day_only or u.day_only, p.ts, u.ts, u.row, g.number
    from undone_payment as u
    join account_day as p
        on u.from_account = p.account and u.amount = p.amount
        and u.currency = p.currency and u.ts::date = p.day
    join number as g on g.id = u.to_account),
-- a complaint may have the time by the case's clock, or that of the payer's bank as it is written
written as (
    select b.id, b.ts as written from row_base as b
    where b.id in (select debit_row from of_amount) and exists (select 1 from clock)),
near as (
    select of_amount.*, least(abs(epoch(of_amount.ts) - epoch(stated_ts)),
        abs(epoch(coalesce(written, of_amount.ts)) - epoch(stated_ts))) as seconds
    from of_amount left join written on written.id = of_amount.debit_row),
scored as (
    select demand, transfer, amount,
        case
        when days and days_apart = 0 then 86
        when days then 61
        when seconds <= 60 then 96
        when seconds <= 15 * 60 then 91
        when days_apart = 0 then 81
        else 61 end
        - case
        when numbered and owned then 0
        when numbered and (victim is null or owner is null) then 3
        when owned and account is null then 3
        when owned and payee = account then 7
        when owned then 13
        -- the account is another person's, which may be a slip where the victim is not known
        when not known then 30 end as score
    from near)
-- where a payment that was made fits as well as one that was undone, it is meant
select demand, transfer, amount, score - if(transfer < 0, 1, 0) as score
from scored where score is not null
union all
select demand, transfer, amount, 100 from named;
