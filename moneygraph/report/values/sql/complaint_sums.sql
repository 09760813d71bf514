-- How many complaint rows found their transfer and how many did not.
select count(transfer) as found, count(*) - count(transfer) as missed from claim
