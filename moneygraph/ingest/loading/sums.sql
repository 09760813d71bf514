-- How amounts and currencies are read, with what may be beside an amount: a sign in front or
-- behind, brackets, a currency. Made once for a connection. A lambda over a list of one names a
-- value that is needed more than once: a macro would write it out each time, and planning would take
-- longer than reading.

-- an amount without blanks, with one kind of minus
create or replace temp macro no_money_noise(cell) as
    regexp_replace(
        regexp_replace(cell, '[\x{2010}-\x{2015}\x{2212}\x{fe63}\x{ff0d}]', '-', 'g'),
        '[\s\x{a0}\x{2000}-\x{200a}\x{202f}''\x{2019}]', '', 'g');

create or replace temp macro point_amount(plain) as
    case
    when regexp_full_match(plain, '-?\d{1,3}(,\d{3})+(\.\d{1,2}0*)?') then replace(plain, ',', '')
    when regexp_full_match(plain, '-?\d{1,3}(\.\d{3})+,\d{1,2}0*')
        then replace(replace(plain, '.', ''), ',', '.')
    when regexp_full_match(plain, '-?\d+,\d{1,2}0*') then replace(plain, ',', '.')
    when regexp_full_match(plain, '-?\d+(\.\d{0,2}0*)?') then plain
    end;

-- the digits of an amount that has signs, brackets or one word at an end, with a minus where these
-- mean one; null where it is none
create or replace temp macro bare_sum(plain) as
    case when regexp_full_match(plain,
        '[-+(]*([^-+()\d.,][^-+()\d,]*)?[-+(]*\d[\d.,]*[-+)]*|[-+(]*\d[\d.,]*[-+)]*[^-+()\d.,][^-+()\d,]*[-+)]*')
    then case regexp_replace(plain, '[^-+()]', '', 'g')
        when '' then '' when '+' then '' when '-' then '-' when '()' then '-' when '(-)' then '-'
        end || regexp_extract(plain, '\d[\d.,]*\d|\d') end;

-- what is beyond all reason stays so, and within a bigint
create or replace temp macro capped(units) as
    list_transform([units], lambda u: case when u is not null
        then greatest(least(u, 100000000000000000), -100000000000000000)::bigint end)[1];

-- whether an amount has the usual form, a plain number with at most two decimals, or is missing
create or replace temp macro plain_sum(cell) as
    coalesce(regexp_full_match(cell, '-?\d{1,13}(\.\d{1,2})?'), true);

create or replace temp macro plain_hundredths(cell) as (cell::decimal(18, 2) * 100)::bigint;

-- hundredths: most cells are plain numbers with at most two decimals and take the short way
create or replace temp macro hundredths(cell) as
    case when regexp_full_match(cell, '-?\d{1,13}(\.\d{1,2})?')
    then (cell::decimal(18, 2) * 100)::bigint
    else capped(try_cast(list_transform([no_money_noise(cell)], lambda plain:
        coalesce(point_amount(plain),
            list_transform([bare_sum(plain)], lambda bare: point_amount(bare))[1]))[1]
        as decimal(34, 2)) * 100) end;

create or replace temp macro hundred_millionths(cell) as
    capped(list_transform([no_money_noise(cell)], lambda plain: coalesce(
        try_cast(replace(plain, ',', '.') as decimal(28, 8)),
        try_cast(replace(bare_sum(plain), ',', '.') as decimal(28, 8))))[1] * 100000000);

-- the word or sign beside an amount, as `currency_key` in vocabulary.py makes one; null where there
-- is none
create or replace temp macro word_beside(cell) as
    nullif(lower(regexp_replace(no_money_noise(cell), '[-+()\d.,]', '', 'g')), '');

-- a quick look: whether a word or the sign of a currency is beside an amount
create or replace temp macro has_word_beside(cell) as
    try_cast(cell as decimal(18, 2)) is null and regexp_matches(cell, '[^-+()\d.,\s\x{a0}\x{202f}\x{2009}]');
