-- What every query may use beside the tables of a case.

-- `owner_key`: who is behind an account, the account itself where the owner is not known
create or replace temp view party as
select *, coalesce(owner, number) as owner_key from account;
