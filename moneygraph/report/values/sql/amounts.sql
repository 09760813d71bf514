-- What was moved, by currency.
select currency, count(*) as transfers, sum(amount) as amount
from transfer group by currency order by transfers desc, currency
