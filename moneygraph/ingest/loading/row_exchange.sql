-- Rows of one sheet in which money was exchanged; only where the layout has such columns.
insert into row_exchange
select n + $base, to_amount, to_currency from parsed
where good and (to_amount <> abs(amount) or to_currency <> currency);
