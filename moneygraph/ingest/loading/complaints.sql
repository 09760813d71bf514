-- One sheet of complaints, from cells to rows; `read_complaint` is a view made from
-- the loader.

create or replace temp table judged_complaint as
select read_complaint.*,
    -- what is no number of an account names none
    case when odd is null then number_text.number end as account_number,
    case
    when line = '' then 'blank'
    when regexp_full_match(line, '(\d{1,2} )+\d{1,2}') then 'column-numbers'
    when lower(number_cell) = lower($number_header) then 'header'
    when ts is null and transfer_cell is null and total_words(line) then 'total'
    end as skip,
    case
    when extra is not null then 'extra-cells'
    when number_cell is null then 'no-number'
    when (ts is null and (ts_cell is not null or transfer_cell is null))
        or (registered is null and registered_cell is not null) then 'date'
    when currency is null and currency_cell is null then 'amount'
    when currency is null then 'currency'
    when amount is null and amount_cell is not null then 'amount'
    when abs(amount) > $most then 'absurd-amount'
    when amount < 0 then 'below-zero'
    when coalesce(amount, 0) = 0 and transfer_cell is null then 'no-amount-given'
    when coalesce(victim_cell, account_cell, transfer_cell) is null then 'no-victim'
    when coalesce(victim_cell, transfer_cell) is null and odd = 'cut' then 'cut-number'
    when coalesce(victim_cell, transfer_cell) is null and odd is not null then 'no-victim'
    end as refuse
from read_complaint left join number_text on number_text.raw = account_cell;

insert into complaint
select n + $base, $section, number_cell, registered, coalesce(padded_id(victim_cell), victim_cell),
    account_number, nullif(amount, 0), currency, ts,
    -- a workbook has a day as its midnight
    day_only or ts = date_trunc('day', ts),
    regexp_replace(transfer_cell, '^(\d+)\.0$', '\1'), group_cell, region_cell
from judged_complaint where skip is null and refuse is null;

insert into remark
select n + $base, $section, case when skip is null then 'rejected' else 'skipped' end,
    coalesce(skip, refuse),
    left(case
        when skip is not null then line
        when refuse = 'date' and ts is null then coalesce(ts_cell, '')
        when refuse = 'date' then registered_cell
        when refuse = 'currency' then currency_cell
        when refuse in ('amount', 'absurd-amount', 'below-zero') then amount_cell
        else coalesce(number_cell, line) end, 200)
from judged_complaint where skip is not null or refuse is not null;
