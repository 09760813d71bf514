-- Transfers that may give money of an earlier one back, and what they may give back, in blocks of the
-- same two accounts (or owners, where words say so) and currency, in the order of time. `left_over` is how much of the earlier one's
-- amount nothing has given back yet. A day counts from its start for what was paid and to its end for
-- what gives back.

-- name: worded
-- By the words of the row: a refund of a shop or an exchange, an erroneous payment returned.
create or replace temp table giving_back as
select id, ts, day_only, from_account, to_account, to_amount, to_currency from transfer
where kind = 'reversal' and from_account <> to_account;

-- the accounts of one owner, by one of them: a shop may refund from another account of its own
create or replace temp table same_owner as
with party as (select distinct unnest([from_account, to_account]) as id from giving_back)
select a.id, o.party
from account as a join (
    select a.owner, min(a.id) as party from account as a join party using (id)
    where a.owner is not null and a.kind not in ('loan desk', 'cash', 'state', 'abroad', 'acquirer')
    group by a.owner) as o using (owner)
where a.kind not in ('loan desk', 'cash', 'state', 'abroad', 'acquirer');

create or replace temp table given as
select t.id, t.credit_ts, t.credit_day_only, t.from_account, t.to_account, t.amount, t.currency,
    t.amount as left_over
from transfer as t
left join same_owner as p on p.id = t.from_account
left join same_owner as q on q.id = t.to_account
join (
    select distinct coalesce(q.party, from_account) as payee, coalesce(p.party, to_account) as payer,
        to_currency
    from giving_back
    left join same_owner as q on q.id = from_account
    left join same_owner as p on p.id = to_account) as b
    on b.payee = coalesce(q.party, t.to_account) and b.payer = coalesce(p.party, t.from_account)
    and b.to_currency = t.currency
where t.kind <> 'reversal'

-- name: to_victims
-- By the accounts alone: whoever received a victim's payment pays that account of the victim. Money
-- does not travel on from a terminal, so that what it pays without such words is its own.
create or replace temp table same_owner (id integer, party integer);

create or replace temp table given as
select t.id, t.credit_ts, t.credit_day_only, t.from_account, t.to_account, t.amount, t.currency,
    t.amount - coalesce(r.amount, 0) as left_over
from transfer as t
join (select distinct transfer from claim) as c on c.transfer = t.id
join account as a on a.id = t.to_account
    and a.kind not in ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state')
left join (select reverses, sum(amount)::bigint as amount from reversal group by reverses) as r
    on r.reverses = t.id;

create or replace temp table giving_back as
select t.id, t.ts, t.day_only, t.from_account, t.to_account, t.to_amount, t.to_currency
from transfer as t
join (select distinct from_account, to_account, currency from given) as g
    on g.from_account = t.to_account and g.to_account = t.from_account
    and g.currency = t.to_currency
where t.id not in (select transfer from reversal) and t.kind <> 'reversal'

-- name: lines
with known as (
    select id from number where number not in ('?', '?cash')),
line as (
    select id, false as is_back, from_account as payer, to_account as payee, currency, left_over,
        amount, case when credit_day_only then date_trunc('day', credit_ts) else credit_ts end as moment
    from given
    union all
    select id, true, to_account, from_account, to_currency, to_amount, to_amount,
        case when day_only then date_trunc('day', ts) + interval 86399 second else ts end
    from giving_back)
select dense_rank() over (
        order by coalesce(x.party, line.payer), coalesce(y.party, line.payee), line.currency) as block,
    line.id, is_back, epoch(line.moment)::bigint as seconds, line.amount, line.left_over,
    coalesce(d.reference, c.reference, '') as reference, line.payer, line.payee,
    coalesce(dw.way, cw.way, '') as turned
from line
left join same_owner as x on x.id = line.payer
left join same_owner as y on y.id = line.payee
join known as p on p.id = line.payer
join known as q on q.id = line.payee
join transfer as t on t.id = line.id
left join row_codes as d on d.id = t.debit_row
left join row_codes as c on c.id = t.credit_row
left join row_turned as dw on dw.id = t.debit_row
left join row_turned as cw on cw.id = t.credit_row
order by block, line.moment, is_back, line.id

-- name: keep
insert into reversal select transfer, reverses, amount, score, reason from found
order by transfer, reverses

-- name: shops
-- An account from which a shop refunds what its owner received on another one is a shop's too.
update account set kind = 'merchant'
where kind in ('company', 'person', 'unknown') and id in (
    select o.from_account
    from reversal as r join transfer as o on o.id = r.transfer
    join transfer as i on i.id = r.reverses
    join account as a on a.id = i.to_account
    where a.kind = 'merchant' and o.from_account <> i.to_account)
