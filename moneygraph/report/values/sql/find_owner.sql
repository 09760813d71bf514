select distinct owner from account where owner in (select unnest($what::varchar[]))
