-- The currencies of one sheet as written, and their codes; null where the name is unknown.

create or replace temp table raw_currency as
with stated as (
    select distinct currency_cell as raw from cell
    union select to_currency_cell from cell where to_currency_cell is not null)
select raw,
    case when raw is null then $currency::currency_code
    else coalesce(
        (select any_value(code)::currency_code from currency_name where name = lower(raw)),
        case when regexp_full_match(upper(raw), '[A-Z]{3}([^A-Z].*)?')
        then try_cast(upper(raw[:3]) as currency_code) end) end as code
from stated;
