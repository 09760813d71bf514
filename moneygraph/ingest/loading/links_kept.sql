-- The rows of one sheet of links that are kept; `raw_account` has their accounts.
insert into link
select n + $base, $section, raw_account.id, lower(kind_cell), value_cell
from judged_link join raw_account on raw = account_cell
where skip is null and refuse is null;
