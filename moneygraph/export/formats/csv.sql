-- The canonical CSV of the part; `loaders/canonical.toml` reads it back.
copy (
    with placed as (select id, row_number() over (order by id) as place from part_transfer)
    select
        iso_time(ts, day_only) as ts,
        guarded(from_number) as from_account, guarded(to_number) as to_account,
        plain_amount(amount, decimals) as amount, currency,
        plain_amount(to_amount, to_decimals) as to_amount, to_currency,
        kind, guarded(purpose) as purpose, guarded(knp) as knp, guarded(mcc) as mcc,
        guarded(from_name) as from_name, from_owner as from_id, guarded(from_bank) as from_bank,
        guarded(to_name) as to_name, to_owner as to_id, guarded(to_bank) as to_bank,
        guarded(reference) as reference,
        -- the rows of this file, as a spreadsheet counts them, whose money it gives back
        (select string_agg(1 + p.place, ' ' order by p.place)
            from shown_reversal as r join placed as p on p.id = r.reverses
            where r.transfer = shown_transfer.id) as reverses
    from shown_transfer order by id)
to '{target}' (format csv, header, delimiter ',', quote '"', escape '"')
