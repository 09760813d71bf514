-- Transfers between accounts that have a holder in common, where some account has several: `own`.
-- A shop or an exchange that many accounts hold in common is no such case, as holders that do not
-- count are left out.

create or replace temp table joint as
select account from holder where counts group by account having count(*) > 1;

create or replace temp table joint_pair as
select distinct from_account, to_account from transfer
where not own and (from_account in (select account from joint)
    or to_account in (select account from joint));

update transfer set own = true
where not own and (from_account, to_account) in (
    select (p.from_account, p.to_account)
    from joint_pair as p
    join holder as f on f.account = p.from_account
    join holder as t on t.account = p.to_account and t.owner = f.owner
    where f.counts and t.counts);
