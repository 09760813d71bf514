-- How the cells of a statement file are read: texts, codes, IINs and BINs. Amounts are read by
-- sums.sql, times by dates.sql.
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

-- a text as words are looked for in it: small letters, one blank before each word, Kazakh
-- letters for the Latin ones written in their place (see LOOK_ALIKES in store/words.py)
create or replace temp macro spaced(text) as
    ' ' || regexp_replace(translate(lower(text), 'ёəǝi', 'еәәі'), '[^\pL\d]+', ' ', 'g');

-- (words of balances: the macro `balance_words`, made of our tables)
create or replace temp macro total_words(text) as
    regexp_matches(text, '(?i)^\s*(итог|всего|total|жиын|барлығ|оборот|қорытынды)')
    or regexp_matches(spaced(text), balance_words());

-- A payment code (KNP) has three digits, of which Excel drops leading zeros. It can have an
-- apostrophe or a word for "code" before it, and its meaning behind it; some files have the purpose
-- in its column instead. Where nothing but a blank is behind it, only a known code is taken for one,
-- and only in a column that is for codes `alone`.
create or replace temp macro payment_code(cell, alone) as
    case when length(cell) = 3 and cell between '000' and '999' then cell
    when cell is null or length(cell) > 200 then null
    when regexp_full_match(cell, '''?\s*\d{1,3}([.,]0+)?')
    then lpad(regexp_extract(cell, '\d+'), 3, '0')
    when regexp_matches(cell,
        '(?i)^''?\s*((КНП|ТМК|KNP|код)[\s.:№#-]*)?\d{3}\s*([-–—:;,./(]\s*\pL|[-–—:;,.]?$)')
    then regexp_extract(cell, '\d{3}')
    when regexp_matches(cell, '(?i)^''?\s*((КНП|ТМК|KNP|код)[\s.:№#-]*)?\d{3}\s+\pL')
        and alone and is_payment_code(regexp_extract(cell, '\d{3}'))
    then regexp_extract(cell, '\d{3}') end;

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
    -- a lambda, as a macro would write out an id that is computed each time
    list_transform([id], lambda one: one <> '000000000000' and id_check(one) = one[12]::integer)[1];

-- the fifth digit of a BIN is 4, 5 or 6; of an IIN it is the day's first, 0 to 3
create or replace temp macro id_is_company(id) as id[5] in ('4', '5', '6');
