-- What low.sql gives, by the numbers of accounts.
select a.number, l.currency, l.lowest, l.known
from ({low}) as l join account as a on a.id = l.account
order by a.number, l.currency
