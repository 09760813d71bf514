-- The transfer of each row that repeats another one.

insert into duplicate
with repeated as (
    select repeat_row.id, coalesce(also_reported.kept, repeat_row.kept) as kept
    from repeat_row left join also_reported on also_reported.row = repeat_row.kept
    union all
    select row, kept from also_reported)
select r.id, coalesce(by_debit.id, by_credit.id)
from repeated as r
left join transfer as by_debit on by_debit.debit_row = r.kept
left join transfer as by_credit on by_credit.credit_row = r.kept;
