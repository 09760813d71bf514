// Removes the properties that an earlier push wrote for findings; $nothing maps each to null.
match (n:Account|Owner|Transfer)
where any(score in $scores where n[score] is not null)
call (n) { set n += $nothing } in transactions of 5000 rows
