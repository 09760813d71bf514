-- The claims of complaint rows for which some transfer fits: the one that was assigned, or why
-- none was.
insert into claim
select assigned.row, complaint_row.number, assigned.transfer, fit.amount, (fit.score / 100)::float,
    assigned.reason, assigned.detail
from (
    select unnest($rows::bigint[]) as row, unnest($transfers::integer[]) as transfer,
        unnest($reasons::varchar[]) as reason, unnest($details::varchar[]) as detail) as assigned
join complaint_row on complaint_row.row = assigned.row
left join fit on fit.demand = complaint_row.demand and fit.transfer = assigned.transfer;

-- Why nothing fits the other rows: `detail` names a day, or the transfer that comes nearest.

create or replace temp table unmatched as
select demand.* from demand
where demand in (select demand from complaint_row where row not in (select row from claim));

-- where the victim is known, another person's account is no evidence
create or replace temp table unmatched_day as
select * from account_day
where demand in (select demand from unmatched) and (owned or not known or owner is null);

create or replace temp table known_days as
with seen as (
    select from_account as account, ts::date as day from transfer
    where from_account in (select account from unmatched_day)
    union all
    select to_account, credit_ts::date from transfer
    where to_account in (select account from unmatched_day)),
days as (select account, min(day) as first_day, max(day) as last_day from seen group by account)
select p.demand, min(first_day) as first_day, max(last_day) as last_day
from (select distinct demand, account from unmatched_day) as p join days on days.account = p.account
group by p.demand;

create or replace temp table leaving as
select id, from_account as account, ts, ts::date as day, day_only, amount, currency
from transfer where not own and from_account in (select account from unmatched_day);

create or replace temp table other_currency as
select p.demand, arg_min(l.id, (p.days_apart, abs(epoch(l.ts) - epoch(p.ts)), l.id)) as transfer
from leaving as l
join unmatched_day as p
    on l.account = p.account and l.amount = p.amount and l.day = p.day
    and l.currency <> p.currency
group by p.demand;

-- The nearest in amount within the days of the demand, else the nearest in time: one ASOF join in
-- each direction, so that an account with a million transfers costs time linear in them.
create or replace temp table nearest as
with amounts as (
    select account, currency, day, amount, min(id) as id from leaving group by all),
times as (select account, currency, ts, min(id) as id from leaving group by all),
moment as (select distinct demand, account, currency, ts from unmatched_day),
close as (
    select p.demand, 0 as tier, abs(l.amount - p.amount) as distance, l.id
    from unmatched_day as p asof join amounts as l
        on l.account = p.account and l.currency = p.currency and l.day = p.day
        and l.amount <= p.amount
    union all
    select p.demand, 0, abs(l.amount - p.amount), l.id
    from unmatched_day as p asof join amounts as l
        on l.account = p.account and l.currency = p.currency and l.day = p.day
        and l.amount >= p.amount
    union all
    select p.demand, 1, abs(epoch_us(l.ts) - epoch_us(p.ts)), l.id
    from moment as p asof join times as l
        on l.account = p.account and l.currency = p.currency and l.ts <= p.ts
    union all
    select p.demand, 1, abs(epoch_us(l.ts) - epoch_us(p.ts)), l.id
    from moment as p asof join times as l
        on l.account = p.account and l.currency = p.currency and l.ts >= p.ts)
select demand, arg_min(id, (tier, distance, id)) as transfer from close group by demand;

create or replace temp table transfer_text as
select id, concat_ws(' ',
    case when day_only then day::varchar else ts::varchar end,
    case when list_contains($fine::varchar[], currency::varchar)
        then format('{}.{:08d}', amount // 100000000, amount % 100000000)
        else format('{}.{:02d}', amount // 100, amount % 100) end,
    currency::varchar, '[' || id || ']') as text
from leaving
where id in (select transfer from other_currency union all select transfer from nearest);

insert into claim
with judged as (
    select unmatched.demand,
        case
        when unmatched.transfer is not null then 'no-transfer'
        when days.demand is null then 'no-account'
        when other_currency.demand is not null then 'other-currency'
        when unmatched.ts::date < days.first_day then 'before-records'
        when unmatched.ts::date > days.last_day then 'after-records'
        else 'no-amount' end as reason,
        unmatched.transfer, days.first_day, days.last_day,
        in_other.text as in_other, near.text as near
    from unmatched
    left join known_days as days on days.demand = unmatched.demand
    left join other_currency on other_currency.demand = unmatched.demand
    left join transfer_text as in_other on in_other.id = other_currency.transfer
    left join nearest on nearest.demand = unmatched.demand
    left join transfer_text as near on near.id = nearest.transfer)
select complaint_row.row, complaint_row.number, null, null, null, reason,
    coalesce(case reason
        when 'no-transfer' then judged.transfer
        when 'other-currency' then in_other
        when 'before-records' then first_day::varchar
        when 'after-records' then last_day::varchar
        when 'no-amount' then near end, '')
from complaint_row join judged on judged.demand = complaint_row.demand
where complaint_row.row not in (select row from claim);
