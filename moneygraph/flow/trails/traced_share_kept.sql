insert into whose
select transfer, $victims[victim + 1], $currency, came, gone from shares_to_keep
