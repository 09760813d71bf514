insert into traced_share
select transfer, $victims[victim + 1], $currency, received, paid from shares_to_keep
