-- Findings, one after the other; a pair of lists holds which finding touches or names what.
insert into part_finding
select row_number() over (), *
from (
    select unnest($queries::varchar[]), unnest($ranks::integer[]), unnest($scores::double[]),
        unnest($indicators::varchar[]), unnest($columns::varchar[]));

insert into part_finding_transfer
select finding, transfer
from (
    select unnest($touching::integer[]) as finding, unnest($touched::integer[]) as transfer)
where transfer in (select id from transfer)
order by finding, transfer;

insert into part_finding_account
select finding, id
from (
    select unnest($naming::integer[]) as finding, unnest($named::varchar[]) as number)
join account using (number)
order by finding, number;
