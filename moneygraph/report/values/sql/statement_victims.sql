-- Whose the traced money of each statement is: at its end, when it was most, and in all.
with peak as (
    select account, currency, arg_max(place, (stolen, -place)) as place
    from statement_row group by account, currency)
select r.account, r.currency, w.whose, any_value(r.traced) as traced,
    sum(case when r.credit then w.came else -w.gone end) as amount,
    coalesce(sum(case when r.credit then w.came else -w.gone end)
        filter (r.place <= peak.place), 0) as at_peak,
    coalesce(sum(w.came) filter (r.credit), 0) as came
from statement_row as r
join whose as w on w.transfer = r.transfer and w.traced = r.traced
join peak on peak.account = r.account and peak.currency = r.currency
group by r.account, r.currency, w.whose
having came > 0
order by r.account, r.currency, amount desc, at_peak desc, came desc, w.whose
