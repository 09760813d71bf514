select (select count(*) from part_transfer) = (select count(*) from transfer)
    and (select count(*) from part_account) = (select count(*) from account)
