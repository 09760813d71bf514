-- The complaint rows of a case, or of the files with these SHA-256, with their claims.
select c.number, c.registered, c.victim, c.account, c.amount, c.currency, c.ts,
    coalesce(c.day_only, false), c.team, c.region, statement_file.name, section.name,
    c.row % 4294967296 - section.row_offset,
    k.transfer, k.amount, t.currency::varchar, t.ts, coalesce(t.day_only, false),
    round(k.score::double, 2), k.reason, k.detail
from claim as k
join complaint as c on c.row = k.row
join section on section.id = c.section
join statement_file on statement_file.id = section.statement_file
left join transfer as t on t.id = k.transfer
where $files::varchar[] is null or list_contains($files::varchar[], statement_file.sha256)
order by statement_file.name, statement_file.sha256, c.row % 4294967296
