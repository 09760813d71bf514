-- The kind of each row, by what its words and codes indicate where no column names it.
create or replace temp table worded as
select *, spaced(coalesce(kind_cell, operation)) as operation_words,
    spaced(purpose) as purpose_words
from wording;

create or replace temp table meaning as
select *, kind_of(knp, mcc, operation_words, purpose_words)::transfer_kind as meant from worded;

-- A person lends nothing: what his account pays another person by a loan's words or code, as straight
-- out of his card's limit, is a payment of his.
create or replace temp view known as
select parsed.*, coalesce(
    parsed.kind,
    case when m.meant <> 'loan' or not (
        coalesce(id_holds(padded_id(from_id)) and not id_is_company(padded_id(from_id))
            and id_holds(padded_id(to_id)) and not id_is_company(padded_id(to_id))
            and padded_id(from_id) <> padded_id(to_id), false))
    then m.meant end,
    'transfer') as known_kind
from parsed left join meaning as m on parsed.kind is null
    and m.kind_cell is not distinct from parsed.kind_cell
    and m.knp is not distinct from parsed.knp
    and m.mcc is not distinct from parsed.mcc
    and m.operation is not distinct from parsed.operation
    and m.purpose is not distinct from parsed.purpose;
