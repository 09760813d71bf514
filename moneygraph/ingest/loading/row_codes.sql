-- Other texts and codes of one sheet's rows; only where the layout has such columns.
insert into row_codes
select n + $base, operation, mcc, reference from kept
where coalesce(operation, mcc, reference) is not null;
