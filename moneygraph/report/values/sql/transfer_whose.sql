-- Whose money a transfer moved.
select whose, traced as currency, came as amount
from whose where transfer = $id and came > 0
order by currency, amount desc, whose
