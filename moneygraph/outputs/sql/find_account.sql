select id, number from account where number = $what
