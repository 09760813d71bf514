select kind, count(*) as times from transfer group by kind order by times desc, kind
