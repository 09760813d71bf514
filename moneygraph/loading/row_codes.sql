-- Other texts and codes of one sheet's rows; only where the layout has such columns.
insert into row_codes
select n + $base, operation, mcc, reference from cell
where $whole or n + $base in (select id from row_base where section = $section);
