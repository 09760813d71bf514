-- Transfers for i2 Analyst's Notebook, one a row, from its first identity to its second.
copy (
    select guarded(one_line(from_number)) as "{bom}from_identity",
        guarded(one_line(to_number)) as to_identity, 'forward' as direction,
        strftime(ts, '%Y-%m-%d') as date, case when not day_only then strftime(ts, '%H:%M:%S') end
            as time,
        plain_amount(amount, decimals) as amount, currency,
        id as transfer, kind, guarded(one_line(purpose)) as purpose,
        guarded(one_line(coalesce(from_name, from_number))) as from_label,
        guarded(one_line(coalesce(to_name, to_number))) as to_label,
        plain_amount(traced, traced_decimals) as traced,
        guarded(one_line(debit_source)) as debit_source,
        guarded(one_line(credit_source)) as credit_source,
        reverses, reverses_score, reverses_reason
    from shown_transfer order by id)
to '{target}' (format csv, header, delimiter ',', quote '"', escape '"')
