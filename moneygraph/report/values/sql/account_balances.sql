select distinct day, currency, amount from balance where account = $id
order by day, currency, amount
