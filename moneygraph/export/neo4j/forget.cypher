// Takes away what an earlier push said of findings; $nothing holds null for each property.
match (n:Account|Owner|Transfer)
where any(score in $scores where n[score] is not null)
call (n) { set n += $nothing } in transactions of 5000 rows
