select distinct owner from account where owner = $what
