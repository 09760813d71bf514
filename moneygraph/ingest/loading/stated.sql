-- What a section states of accounts, by their numbers. What names no currency is in that of the
-- account's rows: of an account with rows in several nobody knows which it is, and it is left out. A
-- balance that names no day is of the first or the last one; of several openings the first counts.
insert into stated
with told as (
    select number, what, day, currency, amount, count from (
        select unnest($numbers::varchar[]) as number, unnest($whats::varchar[]) as what,
            unnest($days::date[]) as day, nullif(unnest($currencies::varchar[]), '') as currency,
            unnest($amounts::bigint[]) as amount, unnest($counts::bigint[]) as count)),
known as (select id, told.* exclude (number) from told join number using (number)),
side as (
    select from_account as id, currency from row_base where section = $section
    union all select to_account, currency from row_base where section = $section),
held as (
    select id, any_value(currency)::varchar as currency, count(distinct currency) as currencies
    from side where id in (select id from known) group by id),
whole as (
    select known.* exclude (currency), known.currency is not null as is_told,
        coalesce(known.currency, held.currency, 'KZT') as currency
    from known left join held using (id)
    where known.currency is not null or coalesce(held.currencies, 1) = 1)
select $section, id, currency, what,
    case when what = 'opening' then $first::date else coalesce(day, $last::date) end, amount, count
from whole
where amount is not null and (is_told or currency not in (select unnest($unusual::varchar[])))
qualify what <> 'opening'
    or row_number() over (partition by id, currency, what order by day, amount) = 1
order by id, currency, what, day, amount;
