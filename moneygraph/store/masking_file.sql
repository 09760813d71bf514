-- The pseudonyms of exports of that name, or of sheets in files of that name.
with place as (
    select statement_file.name, section.name as sheet,
        statement_file.name || ' [' || coalesce(section.name, '') || ']' as whole
    from clear.section as section join clear.statement_file as statement_file on statement_file.id = section.statement_file)
select masked_file(name) from place where name = $1 or ends_with(name, '/' || $1)
union
select masked_file(name) || ' [' || coalesce(masked_sheet(sheet), '') || ']' from place
where whole = $1 or ends_with(whole, '/' || $1)
