select id, number from account where number in (select unnest($what::varchar[]))
