-- What each other currency of a case is worth in its main one: tenge, as thresholds are in tenge, or
-- where there are none the currency most used (and named first). Rates are minor units of the main currency for a billion of the other's. `tenge_range` has
-- what a billion minor units can be worth in tenge.

-- name: none
create or replace temp table known_worth (
    currency currency_code, main currency_code, per_billion bigint, basis varchar, times bigint);
create or replace temp view worth as from known_worth;

-- Minor units of the main currency for an amount; halves are rounded up.
create or replace temp macro in_main(amount, per_billion) as
    (sign(amount) * ((abs(amount)::hugeint * per_billion + 500000000) // 1000000000))::bigint;

-- name: worth
-- Middle ones are values that were paid or stated, so that they are the same in any order.
insert into known_worth
with side as (
    select currency, amount from transfer
    union all
    select to_currency, to_amount from transfer where to_currency <> currency),
main as (
    select currency as code from side
    group by currency order by currency = 'KZT' desc, count(*) desc, currency limit 1),
used as (select currency, sum(amount)::hugeint as amount from side group by currency),
-- what statements say that money is worth in tenge, where that can be
stating as (
    select b.currency, (x.tenge::hugeint * 1000000000 + b.amount // 2) // b.amount as rate
    from row_value as x join row_base as b on b.id = x.id
    where x.tenge > 0 and b.amount > 0),
stated as (
    select s.currency, quantile_disc(s.rate, 0.5) as rate, count(*) as times
    from stating as s left join tenge_range as r on r.currency = s.currency::varchar
    where s.rate between coalesce(r.least, 1) and coalesce(r.most, 1000000000000000)
    group by s.currency),
in_tenge as (
    select u.currency, case when u.currency = 'KZT' then 1000000000
            else coalesce(s.rate, r.middle) end::hugeint as rate,
        u.currency = 'KZT' or s.rate is not null as is_stated, s.times
    from used as u
    left join stated as s on s.currency = u.currency
    left join tenge_range as r on r.currency = u.currency::varchar),
-- what was paid for the main currency, or with it, where that can be
exchanging as (
    select case when t.currency = m.code then t.to_currency else t.currency end as currency, m.code,
        case when t.currency = m.code
            then (t.amount::hugeint * 1000000000 + t.to_amount // 2) // t.to_amount
            else (t.to_amount::hugeint * 1000000000 + t.amount // 2) // t.amount end as rate
    from transfer as t cross join main as m
    where (t.currency = m.code) <> (t.to_currency = m.code) and t.amount > 0 and t.to_amount > 0),
exchanged as (
    select e.currency, quantile_disc(e.rate, 0.5) as rate, count(*) as times
    from exchanging as e
    left join tenge_range as r on r.currency = e.currency::varchar
    left join tenge_range as m on m.currency = e.code::varchar
    where e.rate between coalesce(r.least::hugeint * 1000000000 // m.most, 1)
        and coalesce(r.most::hugeint * 1000000000 // m.least, 1000000000000000)
    group by e.currency),
found as (
    select u.currency, m.code, u.amount, case
            when e.rate is not null then {'rate': e.rate, 'basis': 'exchanges', 'times': e.times}
            when o.is_stated and p.is_stated then {
                'rate': (o.rate * 1000000000 + p.rate // 2) // p.rate, 'basis': 'statements',
                'times': coalesce(o.times, p.times)}
            when o.rate * p.rate > 0 then {
                'rate': (o.rate * 1000000000 + p.rate // 2) // p.rate, 'basis': 'table', 'times': 0}
            end as found
    from used as u
    join main as m on m.code <> u.currency
    join in_tenge as o on o.currency = u.currency
    join in_tenge as p on p.currency = m.code
    left join exchanged as e on e.currency = u.currency),
-- what would not fit into sums of the main currency counts as nothing, as what is not known does
fitting as (
    select *, found.rate <= 1000000000000000 and amount * found.rate // 1000000000
            <= ($largest - (select used.amount from used join main on code = currency)) // count(*) over ()
        as fits
    from found)
select currency, code, case when fits then found.rate else 0 end,
    case when fits then found.basis else 'nothing' end, case when fits then found.times else 0 end
from fitting order by currency
