-- Which transfers each complaint row could mean, and how well they fit, in hundredths.
-- Rows that say the same (but for their number) are one `wish`, so that many of them cost
-- no more than one. Wishes are numbered by time and content, whatever was loaded first.
-- Joins have the small table on the right, which is the side that is built.

create or replace temp table asked as
select c.row, c.number, c.transfer, c.victim, c.account, c.amount,
    try_cast(c.currency as currency_code) as currency, c.ts, c.day_only,
    dense_rank() over (
        order by c.ts, c.account, c.victim, c.amount, c.currency, c.day_only, c.transfer) as wish,
    row_number() over (
        order by c.number, statement_file.sha256, c.row % 4294967296) as place
from complaint as c
join section on section.id = c.section
join statement_file on statement_file.id = section.statement_file
where c.row not in (select row from duplicate);

create or replace temp table wish as
select distinct wish, transfer, victim, account, amount, currency, ts, day_only from asked;

-- a transfer that is named, as `show` takes it: an id, FILE:ROW or FILE [SHEET]:ROW
create or replace temp table named_row as
with said as (
    select distinct transfer as said, regexp_extract(transfer, '^(.*):\d+$', 1) as file,
        try_cast(regexp_extract(transfer, '(\d+)$', 1) as bigint) as number
    from wish where regexp_full_match(transfer, '.+:\d{1,9}')),
place as (
    select statement_file.id as file_id, statement_file.name, section.row_offset,
        statement_file.name || ' [' || coalesce(section.name, '') || ']' as sheet
    from section join statement_file on statement_file.id = section.statement_file)
select said, file_id * 4294967296 + row_offset + number as row
from said join place
    on name = file or ends_with(name, '/' || file)
    or sheet = file or ends_with(sheet, '/' || file);

create or replace temp table named as
with said as (
    select wish, try_cast(transfer as integer) as id from wish
    where regexp_full_match(transfer, '\d+')),
told as (
    select distinct transfer, said
    from fate join named_row on named_row.row = fate.row where transfer is not null),
meant as (
    select wish, id from said
    union
    select wish.wish, told.transfer from wish join told on told.said = wish.transfer)
select meant.wish, transfer.id as transfer, transfer.amount
from transfer join meant on meant.id = transfer.id;

-- accounts of the case that a wish speaks of: by their number, by the victim's IIN or BIN
create or replace temp table place as
select wish, account, owner, bool_or(numbered) as numbered, bool_or(owned) as owned,
    bool_or(bool_or(owned)) over (partition by wish) as known
from (
    select w.wish, a.id as account, a.owner, true as numbered, false as owned
    from account as a join wish as w on a.number = w.account
    where w.transfer is null and a.number[1] <> '?'
    union all
    select w.wish, a.id, a.owner, false, true
    from account as a join wish as w on a.owner = w.victim
    where w.transfer is null)
group by wish, account, owner;

-- banks post up to three days later than the payment was made
create or replace temp table place_day as
select p.*, w.victim, w.account as said_account, w.amount, w.currency, w.ts, w.day_only,
    w.ts::date + shift::integer as day, abs(shift) as days_apart
from place as p
join wish as w on w.wish = p.wish
cross join (select unnest(range(-3, 4)) as shift);

create or replace temp table fit as
with near as (
    select p.wish, t.id as transfer, t.amount, p.numbered, p.owned, p.known, p.owner, p.victim,
        p.said_account as account, p.days_apart, p.day_only or t.day_only as days,
        abs(epoch(t.ts) - epoch(p.ts)) as seconds, g.number as payee
    from transfer as t
    join place_day as p
        on t.from_account = p.account and t.amount = p.amount
        and t.currency = p.currency and t.ts::date = p.day
    join account as g on g.id = t.to_account
    where not t.own),
scored as (
    select wish, transfer, amount,
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
        -- the account is somebody else's, which may be a slip where the victim is not known
        when not known then 30 end as score
    from near)
select wish, transfer, amount, score from scored where score is not null
union all
select wish, transfer, amount, 100 from named;
