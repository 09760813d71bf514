-- Rows of one sheet that are no data or must be refused, each with its reason.
-- `bad_cell` has them, each with all of it as one text, `line`.

create or replace temp table bad_row as
select parsed.*, line,
    case
    when line = '' then 'blank'
    when regexp_full_match(line, '(\d{1,2} )+\d{1,2}') then 'column-numbers'
    when lower(ts_cell) = lower($ts_header) then 'header'
    when ts is null and total_words(line) then 'total'
    when failed then 'not-carried-out'
    when ts is null and amount is null and (from_key = '?' or to_key = '?') then 'note'
    when amount = 0 and ts is not null then 'no-money'
    end as skip,
    case
    when parsed.extra is not null then 'extra-cells'
    when ts is null and short_day_first(short_day(ts_cell)) is not null
        and short_year_first(short_day(ts_cell)) is not null then 'ambiguous-date'
    when ts is null then 'date'
    when cut_cell is not null then 'cut-number'
    when amount is null and n in (select n from merged_sum) then 'merged-amount'
    when sides_differ then 'debit-and-credit'
    when $own and side is null and amount is not null then 'direction'
    when currency is null and currency_cell is null then 'amount'
    when currency is null or to_currency is null then 'currency'
    when amount is null then 'amount'
    when contradicts then case when word_beside(amount_cell) in (select word from beside_pair)
        then 'other-currency' else 'amount' end
    when half_exchange then 'half-exchange'
    when to_amount is null then 'amount'
    when abs(amount) > $most or abs(to_amount) > $most then 'absurd-amount'
    when to_amount < 0 then 'negative'
    when from_key = '?' and to_key = '?' then 'no-parties'
    end as refuse,
    case
    when ts is null then ts_cell
    when cut_cell is not null then cut_cell
    when amount is null and n in (select n from merged_sum)
    then (select max(cell) from merged_sum where merged_sum.n = parsed.n)
    when $own and side is null and amount is not null then coalesce(direction_cell, '')
    when currency is null then coalesce(currency_cell, amount_cell)
    when to_currency is null then to_currency_cell
    when half_exchange then coalesce(to_amount_cell, to_currency_cell)
    when to_amount is null and amount is not null then to_amount_cell
    else amount_cell end as unread
from parsed join bad_cell using (n);

insert into remark
select n + $base, $section, case when skip is null then 'rejected' else 'skipped' end,
    coalesce(skip, refuse), left(case when skip is null then coalesce(unread, '') else line end, 200)
from bad_row;
