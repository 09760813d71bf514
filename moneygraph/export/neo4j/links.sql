-- What accounts of the part share with others: a row an account and a phone, address or device.
with shared as (
    select kind, value, count(distinct account) as accounts,
        row_number() over (order by kind, value) as id
    from link group by kind, value)
select distinct s.id, s.kind, s.value, s.accounts, l.account
from link as l
join shared as s on s.kind = l.kind and s.value = l.value
where l.account in (select id from part_account)
order by s.id, l.account
