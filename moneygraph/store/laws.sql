-- Laws between the tables of a case: each query counts what does not hold to one.

-- name: ids
select (select count(*) - count(distinct id) from transfer)
    + (select count(*) - count(distinct id) from account)
    + (select count(*) - count(distinct id) from number)
    + (select count(*) - count(distinct number) from number)
    + (select count(*) - count(distinct id) from section)
    + (select count(*) - count(distinct id) from statement_file)
    + (select count(*) - count(distinct sha256) from statement_file)
    + (select count(*) - count(distinct id) from row_base);

-- name: rows
-- each row of a statement file ends as one thing; one that takes back what is not there is refused
-- only when all rows are known
with ended as (
    select row from fate union all select row from remark where fate = 'rejected')
select count(*) from (
    select b.id from row_base as b left join ended as e on e.row = b.id
    group by b.id having count(e.row) <> 1);

-- name: files
-- a row is of the file of its section
select count(*) from row_base as b left join section as s on s.id = b.section
where s.statement_file is distinct from b.id // {row_base};

-- name: parties
-- the accounts of a transfer are accounts of the case, by their numbers
select (
    select count(*) from (
        select from_account as id from transfer union all select to_account from transfer) as t
    anti join account as a on a.id = t.id)
    + (select count(*) from account as a left join number as n on n.id = a.id
        where n.number is distinct from a.number);

-- name: sides
-- the rows of a transfer are there, and it moved what one of them states
select count(*) from transfer as t
left join row_base as d on d.id = t.debit_row
left join row_base as c on c.id = t.credit_row
where (t.debit_row is not null and d.id is null) or (t.credit_row is not null and c.id is null)
    or coalesce(d.id, c.id) is null
    or not coalesce(t.amount = d.amount or t.amount = c.amount, false);

-- name: sums
select count(*) from (
    select currency from transfer group by currency
    having sum(amount::hugeint) > {largest});

-- name: hops
-- no hop takes more of a transfer than was credited, or debited
select count(*) from {hops} as h
left join transfer as i on i.id = h.in_transfer
left join transfer as o on o.id = h.out_transfer
where not coalesce(
    h.in_offset + h.amount <= i.to_amount and h.out_offset + h.amount <= o.amount, false);
