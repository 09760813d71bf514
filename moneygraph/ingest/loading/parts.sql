-- The files of a part, which another process read into the case `load/part`. Ids of files, sections and
-- numbers count there from 1, and those of rows follow the files': here they go on from $files,
-- $sections and $rows. The files are called by $names and are in $paths.

insert into number
select (select coalesce(max(id), 0) from number) + row_number() over (order by id),
    new.number, new.bank, new.broken
from "load/part".number as new
anti join (
    select number.number from number semi join "load/part".number as new using (number)) as known
    using (number);

create or replace temp table part_number as
select new.id as old, number.id as now from number join "load/part".number as new using (number);

insert into statement_file
select f.* replace (f.id + $files as id, named.name as name, named.path as path)
from "load/part".statement_file as f
join (
    select unnest($sha256s::varchar[]) as sha256, unnest($names::varchar[]) as name,
        unnest($paths::varchar[]) as path) as named using (sha256)
order by id;

insert into section
select * replace (id + $sections as id, statement_file + $files as statement_file)
from "load/part".section;

insert into row_base
select b.* replace (b.id + $rows as id, section + $sections as section,
    f.now as from_account, t.now as to_account)
from "load/part".row_base as b
join part_number as f on f.old = from_account
join part_number as t on t.old = to_account;

insert into row_minus select id + $rows from "load/part".row_minus;
insert into row_unclear select id + $rows from "load/part".row_unclear;
insert into row_words select * replace (id + $rows as id) from "load/part".row_words;
insert into row_codes select * replace (id + $rows as id) from "load/part".row_codes;
insert into row_parties select * replace (id + $rows as id) from "load/part".row_parties;
insert into row_exchange select * replace (id + $rows as id) from "load/part".row_exchange;
insert into row_balance select * replace (id + $rows as id) from "load/part".row_balance;
insert into row_value select * replace (id + $rows as id) from "load/part".row_value;

insert into remark
select * replace (row + $rows as row, section + $sections as section) from "load/part".remark;

insert into complaint
select * replace (row + $rows as row, section + $sections as section) from "load/part".complaint;

insert into link
select k.* replace (row + $rows as row, section + $sections as section, now as account)
from "load/part".link as k join part_number on old = account;

insert into cover
select c.* replace (now as account, section + $sections as section)
from "load/part".cover as c join part_number on old = account;

insert into stated
select s.* replace (section + $sections as section, now as account)
from "load/part".stated as s join part_number on old = account;
