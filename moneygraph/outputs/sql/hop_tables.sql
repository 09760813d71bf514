select table_name as name from duckdb_tables()
where database_name = current_database() and table_name like 'hop\_%' escape '\'
order by name
