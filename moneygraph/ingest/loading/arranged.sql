-- Rows of an arranged sheet that are no data of it; they become remarks and are taken out.

-- name: headers
insert into remark
select n + $base, $section, 'skipped', 'header', left(line, 200) from {table} where is_header;

-- name: other_layouts
-- Rows below a header that no loader reads together with those above; a title has a cell or two.
insert into remark
select n + $base, $section, case when reason = 'other-layout' then 'rejected' else 'skipped' end,
    reason, left(line, 200)
from (
    select n, line, case when line = '' then 'blank' when total_words(line) then 'total'
        when texts < 3 then 'note' else 'other-layout' end as reason
    from {table} where kind < 0 and not is_header);

-- name: rest
delete from {table} where is_header or kind < 0
