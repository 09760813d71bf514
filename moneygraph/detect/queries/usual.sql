-- How many accounts were paid, and the median of the average sum that each was paid.
select count(*), median(received / cast(received_count as double))
from measure where received_count > 0 and received > 0
