-- Rows of one section whose amount has a sign that the others of its column have not: such a row
-- takes a payment back. Where nearly all debits (or credits) have a minus, it is a bank's way to
-- write them; rows that say that they take something back do not count.
create or replace temp table minus_side as
select side from row_base
where section = $section and side is not null
group by side
having count(*) filter (amount < 0 and kind <> 'reversal')
    > 3 * count(*) filter (amount > 0 and kind <> 'reversal');

insert into row_minus
select id from row_base
where section = $section
    and (amount < 0) <> coalesce(side in (select side from minus_side), false)
order by id;

update row_base set amount = -amount where section = $section and amount < 0;
