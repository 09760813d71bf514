-- Rows that look for their other side, first those of which it is known whose bank speaks.
create or replace temp table open_row as select * from side_row where side < 2;
