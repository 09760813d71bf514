-- Which part was chosen; the same rows give the same key.
select (select concat_ws(' ', count(*), bit_xor(md5_number_lower(id::varchar))) from part_account)
    || ' ' ||
    (select concat_ws(' ', count(*), bit_xor(md5_number_lower(id::varchar))) from part_transfer)
