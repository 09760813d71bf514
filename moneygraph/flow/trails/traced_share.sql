-- Which stolen money transfers moved; see `shares.Shares`. `traced` is the currency of the
-- amounts, `victim` a complaint's number or, for loans that left at once, an owner.
create or replace temp table traced_share (
    transfer integer, victim varchar, traced varchar, received bigint, paid bigint);
