select kind, count(*) as times from account group by kind order by times desc, kind
