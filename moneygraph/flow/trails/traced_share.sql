-- Whose money transfers moved; see `whose.Shares`. `traced` is the currency of the amounts.
create or replace temp table whose (
    transfer integer, whose varchar, traced varchar, came bigint, gone bigint);
