-- What the case holds, in one row.
select
    (select count(*) from transfer) as transfers,
    (select count(*) from account) as accounts,
    (select count(distinct owner) from account) as owners,
    (select count(distinct bank) from account) as banks,
    (select count(*) from account where covered_from is not null) as covered_accounts,
    (select min(ts) from transfer) as first_ts,
    (select max(credit_ts) from transfer) as last_ts,
    (select count(*) from link where row not in (select row from duplicate)) as links
