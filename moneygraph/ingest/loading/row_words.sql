-- The purposes of one sheet's rows; only where the layout has such columns.
insert into row_words
select n + $base, purpose, knp from kept;
