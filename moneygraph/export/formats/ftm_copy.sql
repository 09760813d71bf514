-- An entity a line, in an order that does not depend on the order of loading.
copy (
    select id, schema, properties
    from (
        select 1 as kind, sort_key, 0 as transfer, id, schema, properties from ftm_document
        union all select 2, sort_key, 0, id, schema, properties from ftm_holder
        union all select 3, sort_key, 0, id, schema, properties from ftm_bank_account
        union all select 4, sort_key, 0, id, schema, properties from ftm_ownership
        union all select 5, sort_key, 0, id, schema, properties from ftm_wallet
        union all select 6, '', transfer, id, schema, properties from ftm_payment)
    order by kind, sort_key, transfer, id)
to '{target}' (format json)
