-- The time by which 60 in 100 of the positives had received half of the transfers to them.
select date_trunc('second', quantile_disc(middle, 0.6)) from (
    select party, min(middle) as middle from labelled where positive_party group by party)
