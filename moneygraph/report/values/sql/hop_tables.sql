select table_name as name from information_schema.tables
where table_catalog = current_database() and table_name like 'hop\_%' escape '\'
order by name
