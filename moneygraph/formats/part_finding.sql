-- Chooses what one finding touches: its transfers, and the accounts it names.
insert into part_finding values ($finding, $query, $place, $score, $indicators);
insert into part_finding_transfer
select $finding, id from transfer where id in (select unnest($transfers::integer[])) order by id;
insert into part_finding_account
select $finding, id from account where number in (select unnest($numbers::varchar[])) order by id;
