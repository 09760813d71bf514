-- The transfers from which a fee was deducted on the way, with the tiyn of what was paid that are the
-- fee: the last ones.
select id as transfer, to_amount as lo, amount as hi from transfer
where currency = to_currency and to_amount < amount and to_amount > 0
    and from_account <> to_account
order by id
