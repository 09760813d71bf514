-- Where a walk forward stops inside a transfer, by word (see `stops.WORDS`): the fee (1), and the first
-- tiyn that were received, where they repaid a debt (2).
select transfer as id, to_amount as lo, amount as hi, 1 as word from uneven where is_fee
union all
select transfer, 0, amount, 2 from overdraft where repaid
order by id, lo
