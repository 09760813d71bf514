-- Hops between transfers of the part. `counted`: the amount in the main currency, null where it is of that.
select h.in_transfer, h.out_transfer, h.account, h.amount, h.dwell_s, h.in_offset, h.out_offset,
    in_main(h.in_offset + h.amount, w.per_billion) - in_main(h.in_offset, w.per_billion) as counted
from hop as h
join transfer as o on o.id = h.out_transfer
left join known_worth as w on w.currency = o.currency
where h.in_transfer in (select id from part_transfer)
    and h.out_transfer in (select id from part_transfer)
order by h.in_transfer, h.in_offset
