-- One warning for a sheet that spells account numbers in other ways than with blanks and small
-- letters: the first row of such a number, the text, the number, and how many there are.
insert into remark
with other as (
    select raw, number from number_text
    where raw <> number and number[1] <> '?' and without_blanks(raw) <> number),
place as (
    select n, from_key as raw from cell where from_key in (select raw from other)
    union all
    select n, to_key from cell where to_key in (select raw from other)),
kept as (
    select place.n, raw, number from place join other using (raw)
    where n + $base in (select id from row_base where section = $section))
select min(n) + $base, $section, 'warned', 'spelling',
    left(arg_min(raw || ' = ' || number, (n, raw)), 160)
        || case when count(distinct number) > 1 then ' (' || count(distinct number) || ')' else '' end
from kept having count(*) > 0;
