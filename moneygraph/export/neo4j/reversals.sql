-- Which transfers of the part give money of an earlier one of the part back.
select transfer, reverses, amount, round(score::double, 4) as score, reason
from reversal
where transfer in (select id from part_transfer) and reverses in (select id from part_transfer)
order by transfer, reverses
