-- What the XML formats write: attributes and elements of escaped text; nothing where there is null.

create or replace temp macro xml_text(text) as
    replace(replace(replace(replace(replace(replace(replace(plain_text(text), '&', '&amp;'),
    '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), chr(10), '&#10;'), chr(13), '&#13;'), chr(9), '&#9;');
create or replace temp macro xml_attribute(name, value) as
    coalesce(' ' || name || '="' || xml_text(value::varchar) || '"', '');
-- <data key="...">, of GraphML
create or replace temp macro xml_data(name, value) as
    coalesce('<data key="' || name || '">' || xml_text(value::varchar) || '</data>', '');
-- <attvalue for="...">, of GEXF
create or replace temp macro xml_value(name, value) as
    coalesce('<attvalue for="' || name || '" value="' || xml_text(value::varchar) || '"/>', '');

-- When a transfer was on its way; of a day without a time of day, all of it. An account is there
-- from its first transfer to its last.
create or replace temp view lasting_transfer as
select id, from_number, to_number,
    least(ts, credit_ts) as first_ts,
    greatest(case when day_only then ts + interval 86399 second else ts end,
        case when credit_day_only then credit_ts + interval 86399 second else credit_ts end)
        as last_ts
from shown_transfer;

create or replace temp view lasting_account as
select number, min(first_ts) as first_ts, max(last_ts) as last_ts
from (
    select from_number as number, first_ts, last_ts from lasting_transfer
    union all
    select to_number, first_ts, last_ts from lasting_transfer)
group by number;
