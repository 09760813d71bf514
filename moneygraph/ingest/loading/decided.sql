-- name: find_row
-- Data rows of that number in sheets of files of that name: the place of each as `show` takes it, the
-- SHA-256 of the file, and the number over all of its sheets.
select statement_file.name || coalesce(' [' || nullif(section.name, '') || ']', '') || ':' || $row,
    statement_file.sha256, section.row_offset + $row::bigint
from section join statement_file on statement_file.id = section.statement_file
where (statement_file.name = $file or ends_with(statement_file.name, '/' || $file)
        or statement_file.name || ' [' || coalesce(section.name, '') || ']' = $file
        or ends_with(statement_file.name || ' [' || coalesce(section.name, '') || ']', '/' || $file))
    and statement_file.id * 4294967296 + section.row_offset + $row in (select id from row_base)
order by statement_file.name, section.row_offset;

-- name: row
-- Amount, currency and accounts of a row: $1 is the SHA-256 of its file, $2 its number.
select b.amount, b.currency::varchar, b.from_account, b.to_account
from row_base as b join statement_file as f on b.id = f.id * 4294967296 + $2
where f.sha256 = $1;

-- name: resolve
-- The decided rows of files that are loaded.
create or replace temp table decided as
select d.kind, a.id * 4294967296 + d.first_row as a, b.id * 4294967296 + d.second_row as b
from decision as d
join statement_file as a on a.sha256 = d.first_sha256
join statement_file as b on b.sha256 = d.second_sha256
order by all;

-- name: none
-- The same where nobody has decided anything of two rows.
create or replace temp table decided (kind varchar, a bigint, b bigint);
create or replace temp table joined_row (a bigint, b bigint, repeats boolean, is_turned boolean);

-- name: undone
-- Rows of which a person decided that the second takes the first back.
insert into undone
select a.id, b.id, 1.0, 'decided'
from decided join side_row as a on a.id = decided.a join side_row as b on b.id = decided.b
where decided.kind = 'undone'
qualify row_number() over (partition by a.id order by b.id) = 1
    and row_number() over (partition by b.id order by a.id) = 1;

delete from side_row where id in (
    select row from undone where reason = 'decided'
    union all select undone_by from undone where reason = 'decided');

-- name: same
-- Rows that a person has joined: of one side of one bank the second repeats the first; else they
-- are the two sides of a transfer, the debit first (the first that was named, where none shows it).
create or replace temp table joined_row as
select a.id as a, b.id as b, a.side = b.side and a.side < 2 as repeats,
    b.side = 0 or a.side = 1 as is_turned
from decided
join side_row as a on a.id = decided.a
join side_row as b on b.id = decided.b
where decided.kind = 'same' and a.id <> b.id
qualify row_number() over (partition by a.id order by b.id) = 1
    and row_number() over (partition by b.id order by a.id) = 1;

insert into repeat_row select b, a from joined_row where repeats;
delete from side_row where id in (select b from joined_row where repeats);

-- name: apart
-- Rows of which a person decided that neither repeats the other.
delete from overlapping
where exists (
    select 1 from decided
    where kind = 'not-same' and (a, b) in ((overlapping.id, overlapping.kept), (overlapping.kept, overlapping.id)));
