-- One sheet of links: the rows that can be kept, and why the others are not. `cell` becomes their
-- account numbers, for numbers.sql to read.

create or replace temp table judged_link as
select cell.*,
    case
    when line = '' then 'blank'
    when regexp_full_match(line, '(\d{1,2} )+\d{1,2}') then 'column-numbers'
    when lower(account_cell) = lower($account_header) then 'header'
    end as skip,
    case
    when extra is not null then 'extra-cells'
    -- a number with this mark is an account of which no number is known
    when odd = 'cut' then 'cut-number'
    when account_cell is null or account_cell[1] = '?' or odd is not null or number = ''
    then 'no-number-of-account'
    when kind_cell is null or value_cell is null then 'no-link'
    end as refuse
from cell left join number_text on number_text.raw = account_cell;

create or replace temp view cell as
select account_cell as from_key, account_cell as to_key
from judged_link where skip is null and refuse is null;

insert into remark
select n + $base, $section, case when skip is null then 'rejected' else 'skipped' end,
    coalesce(skip, refuse), left(line, 200)
from judged_link where skip is not null or refuse is not null;
