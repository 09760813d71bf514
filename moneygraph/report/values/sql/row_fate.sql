-- What became of a row: the transfer it tells, or why it was refused or passed over.
select fate, transfer, null as reason, null as detail from fate where row = $row
union all
select fate, null, reason, detail from remark where row = $row
order by fate, reason, detail
