-- How the cells of a statement file are read: dates, amounts, codes, IINs and BINs.
-- Made once for a connection; every macro takes text and returns null where it cannot be read.

-- whether a cell is empty, has a blank at an end or an apostrophe before it: checked once for each
-- column, as trimming every cell would take longer
create or replace temp macro ragged(cell) as cell < '(' or suffix(cell, ' ');

-- a text as it was before it was guarded against spreadsheets that would run it as a formula: see
-- `guarded` in export/formats/shown.sql
create or replace temp macro unguarded(cell) as
    case when cell[1] = '''' and regexp_matches(cell[2:], '(^|[;\t\r\n])''*[=+@-]')
    then regexp_replace(cell[2:], '([;\t\r\n])''(''*[=+@-])', '\1\2', 'g') else cell end;

create or replace temp macro trimmed(cell) as
    nullif(unguarded(trim(cell, chr(32) || chr(160) || chr(9))), '');

-- a few cells hold an Excel day number; a real time is never that short
create or replace temp macro excel_day(cell) as
    case when regexp_full_match(cell, '[2-7]\d{4}(\.\d+)?')
    then timestamp '1899-12-30' + to_seconds(round(cell::double * 86400)::bigint) end;

create or replace temp macro plausible(ts) as
    case when ts between timestamp '1990-01-01' and timestamp '2100-01-01' then ts end;

create or replace temp macro no_money_noise(cell) as
    regexp_replace(
        regexp_replace(cell, '[\x{2212}\x{2013}]', '-', 'g'),
        '(?i)[\s\x{a0}\x{202f}\x{2009}''\x{2019}₸]|kzt|тенге|тг\.?', '', 'g');

create or replace temp macro point_amount(plain) as
    case
    when regexp_full_match(plain, '-?\d{1,3}(,\d{3})+(\.\d{1,2}0*)?') then replace(plain, ',', '')
    when regexp_full_match(plain, '-?\d{1,3}(\.\d{3})+,\d{1,2}0*')
        then replace(replace(plain, '.', ''), ',', '.')
    when regexp_full_match(plain, '-?\d+,\d{1,2}0*') then replace(plain, ',', '.')
    when regexp_full_match(plain, '-?\d+(\.\d{0,2}0*)?') then plain
    end;

-- what is beyond all reason stays so, and within a bigint
create or replace temp macro capped(units) as
    case when units is not null
    then greatest(least(units, 100000000000000000), -100000000000000000)::bigint end;

-- hundredths: most cells are plain numbers with at most two decimals and take the short way
create or replace temp macro hundredths(cell) as
    case when regexp_full_match(cell, '-?\d{1,13}(\.\d{1,2})?')
    then (cell::decimal(18, 2) * 100)::bigint
    else capped(try_cast(point_amount(no_money_noise(cell)) as decimal(34, 2)) * 100) end;

create or replace temp macro hundred_millionths(cell) as
    capped(try_cast(replace(no_money_noise(cell), ',', '.') as decimal(28, 8)) * 100000000);

-- a text as words are looked for in it: small letters, one blank before each word, Kazakh
-- letters for the Latin ones written in their place (see LOOK_ALIKES in store/words.py)
create or replace temp macro spaced(text) as
    ' ' || regexp_replace(translate(lower(text), 'ёəǝi', 'еәәі'), '[^\pL\d]+', ' ', 'g');

create or replace temp macro total_words(text) as
    regexp_matches(text, '(?i)^\s*(итог|всего|total|жиын|барлығ|оборот|қорытынды)');

-- a payment code (KNP) has three digits, of which Excel drops leading zeros; some files have the
-- purpose in its column
create or replace temp macro payment_code(cell) as
    case when length(cell) = 3 and cell between '000' and '999' then cell
    when length(cell) <= 5 and regexp_full_match(cell, '\d{1,3}(\.0)?')
    then lpad(regexp_replace(cell, '\.0$', ''), 3, '0') end;

-- Excel drops leading zeros of an IIN or BIN
create or replace temp macro padded_id(cell) as
    case when regexp_full_match(trim(cell), '\d{7,12}(\.0)?')
    then lpad(regexp_replace(trim(cell), '\.0$', ''), 12, '0') end;

create or replace temp macro id_sum(id, w) as
    list_sum(list_transform(range(1, 12), lambda i: id[i]::integer * w[i])) % 11;

create or replace temp macro id_check(id) as
    case when id_sum(id, [1,2,3,4,5,6,7,8,9,10,11]) < 10
    then id_sum(id, [1,2,3,4,5,6,7,8,9,10,11])
    else id_sum(id, [3,4,5,6,7,8,9,10,11,1,2]) end;

create or replace temp macro id_holds(id) as
    id <> '000000000000' and id_check(id) = id[12]::integer;

-- the fifth digit of a BIN is 4, 5 or 6; of an IIN it is the day's first, 0 to 3
create or replace temp macro id_is_company(id) as id[5] in ('4', '5', '6');
