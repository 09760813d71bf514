-- Shapes, the most surprising first; a number that its type does not have is null.
create or replace temp table shape as
select no, cast($patterns as varchar[])[pattern + 1] as pattern, surprise,
    cast(if(isnan(senders), null, senders) as bigint) as senders,
    cast(if(isnan(receivers), null, receivers) as bigint) as receivers,
    if(isnan(usual), null, usual) as usual,
    cast(if(isnan(middles), null, middles) as bigint) as middles,
    cast(if(isnan(circle), null, circle) as bigint) as circle,
    cast(if(isnan(run), null, run) as bigint) as run
from shapes_found;

-- The transfers of each.
create or replace temp table shape_transfer as
select no, transfer from meetings_found;
