-- The kind that words and codes of each `wording` indicate.
create or replace temp table worded as
select *, spaced(coalesce(kind_cell, operation)) as operation_words,
    spaced(purpose) as purpose_words
from wording;

create or replace temp table meaning as
select *, kind_of(knp, mcc, operation_words, purpose_words)::transfer_kind as meant from worded;
