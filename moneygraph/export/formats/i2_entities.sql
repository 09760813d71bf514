-- Accounts for i2 Analyst's Notebook, one a row; `identity` is what links name.
copy (
    select guarded(one_line(number)) as "{bom}identity",
        guarded(one_line(coalesce(name, number))) as label,
        'Account' as type, kind, guarded(one_line(bank_name)) as bank, owner,
        guarded(one_line(name)) as name, covered_from, covered_to
    from shown_account order by number)
to '{target}' (format csv, header, delimiter ',', quote '"', escape '"')
