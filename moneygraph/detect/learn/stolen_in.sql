-- Stolen money on transfers that were debited in a window.
create or replace temp table stolen_in as
select s.* from stolen as s join transfer as t on t.id = s.transfer
where epoch_us(t.ts) >= $first_us and epoch_us(t.ts) < $end_us;
