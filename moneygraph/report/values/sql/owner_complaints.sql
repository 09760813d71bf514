-- The complaints of a person and the transfer that is found for each.
select c.number as complaint, c.registered, statement_file.name as file, section.name as sheet,
    c.row % 4294967296 - section.row_offset as row, claim.transfer, claim.amount as claimed,
    t.currency::varchar as currency, claim.reason
from complaint as c
join section on section.id = c.section
join statement_file on statement_file.id = section.statement_file
left join claim on claim.row = c.row
left join transfer as t on t.id = claim.transfer
where c.victim = $owner and c.row not in (select row from duplicate)
order by c.number, file, c.row
