-- Why the other rows found nothing. `detail` names a day, or a transfer that comes nearest.

create or replace temp table lost as
select wish.* from wish
where wish in (select wish from asked where row not in (select row from claim));

-- where the victim is known, an account that is somebody else's tells nothing
create or replace temp table lost_day as
select * from place_day
where wish in (select wish from lost) and (owned or not known or owner is null);

create or replace temp table known_days as
with seen as (
    select from_account as account, ts::date as day from transfer
    where from_account in (select account from lost_day)
    union all
    select to_account, credit_ts::date from transfer
    where to_account in (select account from lost_day)),
days as (select account, min(day) as first_day, max(day) as last_day from seen group by account)
select p.wish, min(first_day) as first_day, max(last_day) as last_day
from (select distinct wish, account from lost_day) as p join days on days.account = p.account
group by p.wish;

create or replace temp table leaving as
select id, from_account as account, ts, ts::date as day, day_only, amount, currency
from transfer where not own and from_account in (select account from lost_day);

create or replace temp table elsewhere as
select p.wish, arg_min(l.id, (p.days_apart, abs(epoch(l.ts) - epoch(p.ts)), l.id)) as transfer
from leaving as l
join lost_day as p
    on l.account = p.account and l.amount = p.amount and l.day = p.day
    and l.currency <> p.currency
group by p.wish;

-- The nearest in amount within the days looked at, else the nearest in time: one look each way,
-- so that an account with a million payments costs no more than they are.
create or replace temp table nearest as
with amounts as (
    select account, currency, day, amount, min(id) as id from leaving group by all),
times as (select account, currency, ts, min(id) as id from leaving group by all),
moment as (select distinct wish, account, currency, ts from lost_day),
close as (
    select p.wish, 0 as far, abs(l.amount - p.amount) as off, l.id
    from lost_day as p asof join amounts as l
        on l.account = p.account and l.currency = p.currency and l.day = p.day
        and l.amount <= p.amount
    union all
    select p.wish, 0, abs(l.amount - p.amount), l.id
    from lost_day as p asof join amounts as l
        on l.account = p.account and l.currency = p.currency and l.day = p.day
        and l.amount >= p.amount
    union all
    select p.wish, 1, abs(epoch_us(l.ts) - epoch_us(p.ts)), l.id
    from moment as p asof join times as l
        on l.account = p.account and l.currency = p.currency and l.ts <= p.ts
    union all
    select p.wish, 1, abs(epoch_us(l.ts) - epoch_us(p.ts)), l.id
    from moment as p asof join times as l
        on l.account = p.account and l.currency = p.currency and l.ts >= p.ts)
select wish, arg_min(id, (far, off, id)) as transfer from close group by wish;

create or replace temp table transfer_text as
select id, concat_ws(' ',
    case when day_only then day::varchar else ts::varchar end,
    case when list_contains($fine::varchar[], currency::varchar)
        then format('{}.{:08d}', amount // 100000000, amount % 100000000)
        else format('{}.{:02d}', amount // 100, amount % 100) end,
    currency::varchar, '[' || id || ']') as text
from leaving
where id in (select transfer from elsewhere union all select transfer from nearest);

insert into claim
with judged as (
    select lost.wish,
        case
        when lost.transfer is not null then 'no-transfer'
        when days.wish is null then 'no-account'
        when elsewhere.wish is not null then 'other-currency'
        when lost.ts::date < days.first_day then 'before-records'
        when lost.ts::date > days.last_day then 'after-records'
        else 'no-amount' end as reason,
        lost.transfer, days.first_day, days.last_day,
        other.text as other, near.text as near
    from lost
    left join known_days as days on days.wish = lost.wish
    left join elsewhere on elsewhere.wish = lost.wish
    left join transfer_text as other on other.id = elsewhere.transfer
    left join nearest on nearest.wish = lost.wish
    left join transfer_text as near on near.id = nearest.transfer)
select asked.row, asked.number, null, null, null, reason,
    coalesce(case reason
        when 'no-transfer' then judged.transfer
        when 'other-currency' then other
        when 'before-records' then first_day::varchar
        when 'after-records' then last_day::varchar
        when 'no-amount' then near end, '')
from asked join judged on judged.wish = asked.wish
where asked.row not in (select row from claim);
