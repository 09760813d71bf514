-- Payments that their bank took back, for i2 Analyst's Notebook: no links, as nothing moved.
copy (
    select guarded(one_line(from_number)) as "{bom}from_identity",
        guarded(one_line(to_number)) as to_identity,
        strftime(ts, '%Y-%m-%d') as date,
        case when not day_only then strftime(ts, '%H:%M:%S') end as time,
        plain_amount(amount, decimals) as amount, currency,
        guarded(one_line(purpose)) as purpose, guarded(one_line(source)) as source,
        guarded(one_line(undone_by)) as undone_by, score, reason
    from shown_undone order by ts, source, undone_by)
to '{target}' (format csv, header, delimiter ',', quote '"', escape '"')
