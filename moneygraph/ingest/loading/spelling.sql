-- Account numbers in SQL; what is no plain number is read by spelling.py.

-- capitals and digits, none of which could be the cross, the O or the I of another spelling, and no
-- currency at the end
create or replace temp macro is_plain_number(cell) as
    regexp_full_match(cell, '[0-9A-HJ-NP-WYZ]*(\d[A-Z]{0,2}|[A-HJ-NP-WYZ]{4})')
    and regexp_matches(cell, '[1-9]')
    and not regexp_full_match(cell, '1{10,}|2{10,}|3{10,}|4{10,}|5{10,}|6{10,}|7{10,}|8{10,}|9{10,}');

create or replace temp macro without_blanks(cell) as
    upper(regexp_replace(cell, '[\s\x{a0}\x{200b}\x{200e}\x{200f}]', '', 'g'));

-- of an account without a number: small letters and digits, one blank between words; a letter may
-- be in two parts, й and ё as their marks
create or replace temp macro unknown_party(cell) as
    '?' || trim(regexp_replace(replace(lower(
        case when contains(cell, chr(774)) or contains(cell, chr(776)) then nfc_normalize(cell)
        else cell end), 'ё', 'е'), '[^\pL\d*]+', ' ', 'g'));

create or replace temp macro looks_kz_iban(number) as regexp_full_match(number, 'KZ\d\d[0-9A-Z]{16}');

-- ISO 13616: the first four characters go to the end, letters count from 10, mod 97 is 1
create or replace temp macro mod_97(number) as
    list_reduce(list_transform(string_split(number[5:] || number[:4], ''),
        lambda c: case when c between 'A' and 'Z' then ascii(c) - 55 else ascii(c) - 48 end),
        lambda a, b: (a * case when b > 9 then 100 else 10 end + b) % 97);

-- null for what is none of Kazakhstan's: three digits of the bank, then 13 digits or letters
create or replace temp macro iban_holds(number) as
    -- most bodies are all digits; K and Z are 20 and 35
    case when regexp_full_match(number, 'KZ\d{18}')
    then (number[5:]::bigint % 97 * 1000000 + 203500 + number[3:4]::bigint) % 97 = 1
    when regexp_full_match(number, 'KZ\d{5}[0-9A-Z]{13}') then mod_97(number) = 1 end;

-- `iban_place` lists country and length as one text: DE22
create or replace temp macro is_foreign_iban(number) as
    case when number[:2] <> 'KZ' and regexp_full_match(number, '[A-Z]{2}\d\d[0-9A-Z]{11,30}')
        and number[:2] || length(number) in (select place from iban_place)
    then mod_97(number) = 1 else false end;

-- the phone by which a payee was paid, whole or masked
create or replace temp macro phone_in(purpose) as
    nullif(regexp_replace(regexp_replace(regexp_extract(purpose,
        '(?:^|[^\d])(?:\+?7|8)[\s\x{a0}(-]{0,3}(7\d\d[\s\x{a0})-]{0,3}[\d*XХxх]{3}'
        || '[\s\x{a0}-]?[\d*XХxх]{2}[\s\x{a0}-]?[\d*XХxх]{2})(?:[^\d]|$)', 1),
        '[XХxх*]', '*', 'g'), '[^\d*]', '', 'g'), '');
