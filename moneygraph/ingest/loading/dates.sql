-- How times are read beyond what DuckDB's cast and the layout's own formats do. Made once for a
-- connection, after the macros of vocabulary.py. A lambda over a list of one names a value that is
-- needed more than once, as a macro would write it out each time.

-- a few cells hold an Excel day number; a real time is never that short
create or replace temp macro excel_day(cell) as
    case when regexp_full_match(cell, '[2-7]\d{4}([.,]\d+)?')
    then timestamp '1899-12-30' + to_seconds(round(replace(cell, ',', '.')::double * 86400)::bigint) end;

create or replace temp macro plausible(ts) as
    list_transform([ts], lambda t:
        case when t between timestamp '1990-01-01' and timestamp '2100-01-01' then t end)[1];

-- whether a cell has a time of day
create or replace temp macro shows_hours(cell) as
    -- a case and no `or`, which would look for the pattern in every cell
    case when contains(cell, ':') then true
    else regexp_matches(cell, '^\d{5}[.,]\d|^\d{8}[T ]\d{4}|\d \d{1,2}\.\d\d(\.\d\d)?$|(?i)\d ?(ч(ас(а|ов)?)?|сағ(ат)?|h)\.? ?\d\d') end;

-- whether a time has a usual form, or is missing: one that the cast reads, and, where `dotted`, one
-- that a layout's formats of days, months and years between dots read
create or replace temp macro plain_time(cell, dotted) as
    coalesce(regexp_full_match(cell, case when dotted
        then '\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?|\d\d\.\d\d\.\d{4}( \d\d:\d\d(:\d\d)?)?'
        else '\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?' end), true);

-- a quick look: whether a time can have a zone or a word
create or replace temp macro has_zone(cell) as
    cell[-1] not between '0' and '9' or contains(cell, '+') or contains(substr(cell, 12), '-')
    or contains(cell, chr(8722));

-- What follows a time of day as its zone, '' where nothing does: Z, +05:00, +0500, UTC+5, (GMT+5).
create or replace temp macro zone_in(cell) as
    regexp_extract(
        regexp_replace(cell, '\x{2212}', '-', 'g'),
        '(?i)(?:\d:\d\d|T\d{4}|T\d{6})(?:[.,]\d+)?(?:\s*[ap]\.?m\.?)?(\s*\(?(?:(?:Z|UTC|GMT|MSK|МСК)(?:\s*[+-]\s*\d{1,2}(?::?\d\d)?)?|[+-]\d{1,2}(?::?\d\d)?)\)?(?:\[[\w/+-]+\])?)$', 1);

create or replace temp macro before_zone(cell) as
    rtrim(left(cell, length(cell) - length(zone_in(cell))));

-- minutes that a zone is ahead of UTC; null where it is none on earth
create or replace temp macro zone_minutes(zone) as
    list_transform([upper(regexp_replace(zone, '\[.*|\s', '', 'g'))], lambda z:
        case when contains(z, 'MSK') or contains(z, 'МСК') then 180 else 0 end
        + case when regexp_matches(z, '[+-]')
        then case when contains(z, '-') then -1 else 1 end * (
            60 * regexp_extract(z, '[+-](\d{1,2})', 1)::integer
            + coalesce(try_cast(regexp_extract(z, '[+-]\d{1,2}:?(\d\d)$', 1) as integer), 0))
        else 0 end)[1];

-- The case's zone is the time of Almaty: UTC+6, and UTC+5 from 1 March 2024 on (Government of
-- Kazakhstan, resolution 22 of 19 January 2024; at midnight clocks went back to 23:00). Summer time,
-- which ended in 2004, is left out.
create or replace temp macro in_case_zone(ts, zone) as
    case when zone = '' then ts
    when zone_minutes(zone) between -720 and 840
    then list_transform([ts - to_minutes(zone_minutes(zone)::bigint)], lambda utc:
        utc + case when utc < timestamp '2024-02-29 18:00:00' then interval 6 hours
            else interval 5 hours end)[1] end;

-- the three numbers of two digits in a time whose year has two digits, '' where it has no such form
create or replace temp macro short_day(cell) as
    case when regexp_matches(cell, '\d{4}') then ''
    else regexp_extract(cell, '(?:^|[^\d:./-])(\d{1,2}[./-]\d{1,2}[./-]\d\d)(?:$|[^\d./-])', 1) end;

-- such a day where the year comes last, and where it comes first
create or replace temp macro short_day_first(text) as
    try_cast(regexp_replace(text, '(\d+)[./-](\d+)[./-](\d+)', '20\3-\2-\1') as date);
create or replace temp macro short_year_first(text) as
    try_cast(regexp_replace(text, '(\d+)[./-](\d+)[./-](\d+)', '20\1-\2-\3') as date);

-- a day as year-month-day; `first` is 'day' where the day comes first, 'dots' where it does but
-- not between slashes, else 'year'. `short` is that of a year of two digits: 'dots' where the day
-- comes first between dots and slashes and nobody knows between dashes, 'none' where nobody knows.
create or replace temp macro day_text(text, first, short) as
    case
    when regexp_full_match(text, '\d{4}[./-]\d{1,2}[./-]\d{1,2}')
    then translate(text, './', '--')
    when short = 'year' and regexp_full_match(text, '\d\d[./-]\d{1,2}[./-]\d{1,2}')
    then '20' || translate(text, './', '--')
    when first <> 'year' and regexp_full_match(text, '\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d\d)')
        and (first = 'day' or not contains(text, '/'))
        and (short = 'day' or regexp_matches(text, case when short = 'dots' then '\d{4}|[./]' else '\d{4}' end))
    then regexp_replace(regexp_replace(text, '[./-](\d\d)$', '-20\1'),
        '(\d+)[./-](\d+)[./-](\d+)', '\3-\2-\1')
    when regexp_full_match(text, '(19|20)\d{6}')
    then regexp_replace(text, '(\d{4})(\d\d)(\d\d)', '\1-\2-\3')
    when not contains(text, 'm') then null
    when regexp_full_match(text, '\d{1,2}[ .,/-]*m\d\d[ .,/-]*(\d{4}|\d\d)')
    then regexp_replace(regexp_replace(text, '([ .,/-])(\d\d)$', '\120\2'),
        '(\d{1,2})[ .,/-]*m(\d\d)[ .,/-]*(\d{4})', '\3-\2-\1')
    when regexp_full_match(text, 'm\d\d[ .]*\d{1,2}(st|nd|rd|th)?[ ,]+\d{4}')
    then regexp_replace(text, 'm(\d\d)[ .]*(\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})', '\3-\1-\2')
    when regexp_full_match(text, '\d{4}[ .,/-]*\d{1,2}[ .,/-]+m\d\d')
    then regexp_replace(text, '(\d{4})[ .,/-]*(\d{1,2})[ .,/-]+m(\d\d)', '\1-\3-\2')
    when regexp_full_match(text, '\d{4}[ .,/-]*m\d\d[ .,/-]*\d{1,2}')
    then regexp_replace(text, '(\d{4})[ .,/-]*m(\d\d)[ .,/-]*(\d{1,2})', '\1-\2-\3')
    end;

-- a time of day as hours:minutes:seconds, '' as midnight
create or replace temp macro clock_text(clock) as
    case when clock = '' then '00:00'
    when not regexp_matches(clock, '[ap]m$')
    then lpad(split_part(replace(trim(clock), ',', '.'), ':', 1), 2, '0')
        || regexp_extract(replace(clock, ',', '.'), ':[\d:.]+')
    when regexp_extract(clock, '\d{1,2}')::integer between 1 and 12
    then lpad((regexp_extract(clock, '\d{1,2}')::integer % 12
            + case when contains(clock, 'pm') then 12 else 0 end)::varchar, 2, '0')
        || regexp_extract(replace(clock, ',', '.'), ':[\d:.]+') end;

-- plain blanks, points between hours and minutes, and times without any separator
create or replace temp macro with_colons(text) as
    regexp_replace(
        regexp_replace(replace(text, chr(160), ' '), '^(\d{8})[t ](\d\d)(\d\d)(\d\d)?$', '\1 \2:\3:0\4'),
        '^(\S*\d[./-]\d+[./-]\d\S*) (\d{1,2})\.(\d\d)(?:\.(\d\d))?$', '\1 \2:\3:0\4');

-- hours and minutes in words as a clock shows them: 10 ч 20 мин, 10 сағ 20 мин, 10h20m
create or replace temp macro with_clock(text) as
    regexp_replace(text,
        '(\d) ?(?:ч(?:ас(?:а|ов)?)?|сағ(?:ат)?|h)\.? ?(\d\d)(?: ?(?:м|m)\pL*\.?)?(?: ?(\d\d) ?(?:с|s)\pL*\.?)?', '\1:\2:0\3');

create or replace temp macro other_time(cell, first, short) as
    list_transform([regexp_replace(with_colons(
        case when regexp_matches(cell, '\pL') then time_words(with_clock(lower(cell))) else cell end),
        ':0(\d\d)$', ':\1')], lambda text:
        list_transform([regexp_extract(text,
            '\d{1,2}:\d\d(?::\d{1,2}(?:[.,]\d{1,9})?)?(?: *[ap]m)?')], lambda clock:
            try_cast(day_text(
                trim(regexp_replace(replace(text, clock, ' '), '\s+', ' ', 'g'), ' ,t'), first, short)
                || ' ' || clock_text(clock) as timestamp))[1])[1];
