-- What accounts held after rows of one sheet; only where the layout has such columns.
insert into row_balance
select * from (
    select n + $base, coalesce(from_balance, case when side = 'D' then balance end) as payers,
        coalesce(to_balance, case when side = 'C' then balance end) as payees
    from parsed where good)
where coalesce(payers, payees) is not null;
