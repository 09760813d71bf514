select id from transfer where id = try_cast($what as integer)
