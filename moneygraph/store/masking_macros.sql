-- The pseudonym of a value: a word for its kind and 80 bits of its keyed hash, in base 32. Equal
-- values have equal pseudonyms; among ten million values the chance that two differ and have the
-- same is one in ten thousand million. Null stays null.

create macro pseudonym(word, value) as
    word || '-' || to_base(('0x' || keyed(word, value)[1:10])::bigint, 32, 8)
        || to_base(('0x' || keyed(word, value)[11:20])::bigint, 32, 8);

create macro masked_number(number) as
    case when number = '?cash' then number
    when number[1] = '?' then '?' || pseudonym('ACC', number)
    else pseudonym('ACC', number) end;
create macro masked_owner(owner) as pseudonym('ID', owner);
create macro masked_name(name) as pseudonym('NAME', name);
create macro masked_complaint(number) as pseudonym('COMPLAINT', number);
create macro masked_file(name) as pseudonym('FILE', name);
create macro masked_sheet(name) as case when name = '' then name else pseudonym('SHEET', name) end;
-- A file of one row could be guessed from its plain SHA-256.
create macro masked_sha256(digest) as keyed('SHA256', digest);

-- Free text may name anybody. Texts that differ in signs and letters' size alone are one text.
create macro masked_text(free_text) as
    pseudonym('TEXT', trim(regexp_replace(lower(free_text), '[^\pL\pN]+', ' ', 'g')));
-- Codes of payments and shops have three or four digits; whatever is longer may be a number.
create macro masked_code(code) as
    case when regexp_full_match(code, '\d{1,4}') then code else masked_text(code) end;

-- Banks whose names are in our tables stay; whatever else a bank's column holds may be anybody.
create table known_bank as select lower(unnest($banks::varchar[])) as bank;
create macro bare_bank(name) as
    trim(regexp_replace(lower(name), '^ *(дб )?(ао|ақ|jsc) |["«»“”'']', '', 'g'));
create macro masked_bank(name) as
    case when regexp_full_match(name, '\d{1,6}') or bare_bank(name) in (select bank from known_bank)
        then name else pseudonym('BANK', name) end;

-- What a sheet covers: one of our words, a bank's code, a count, or accounts.
create macro masked_covers(what) as
    case when regexp_full_match(what, 'all|none|bank \d{1,6}|\d{1,9} accounts') then what
    else array_to_string([masked_number(one) for one in string_split(what, ', ')], ', ') end;
-- A transfer that a complaint names and that is not there is free text.
create macro masked_detail(reason, detail) as
    case when reason = 'no-transfer' then masked_text(detail) else detail end;
