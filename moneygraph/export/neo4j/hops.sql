-- Hops between transfers of the part.
select h.in_transfer, h.out_transfer, h.account, h.amount, h.dwell_s, h.in_offset, h.out_offset
from hop as h
where h.in_transfer in (select id from part_transfer)
    and h.out_transfer in (select id from part_transfer)
order by h.in_transfer, h.in_offset
