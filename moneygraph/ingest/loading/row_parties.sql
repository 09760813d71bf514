-- What one sheet's rows say of the two parties; only where the layout has such columns.
insert into row_parties
select n + $base, from_name, from_id, from_bank, to_name, to_id, to_bank from kept
where coalesce(from_name, from_id, from_bank, to_name, to_id, to_bank) is not null;
