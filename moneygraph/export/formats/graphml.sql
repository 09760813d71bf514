-- GraphML, an element a line: accounts by their number, then transfers by their id.
copy (
    select line
    from (
        select 0 as line_order, '' as sort_key, 0 as id,
'<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="bank" for="node" attr.name="bank" attr.type="string"/>
<key id="owner" for="node" attr.name="owner" attr.type="string"/>
<key id="name" for="node" attr.name="name" attr.type="string"/>
<key id="account_kind" for="node" attr.name="kind" attr.type="string"/>
<key id="covered_from" for="node" attr.name="covered_from" attr.type="string"/>
<key id="covered_to" for="node" attr.name="covered_to" attr.type="string"/>
<key id="trader" for="node" attr.name="trader" attr.type="boolean"/>
<key id="weight" for="edge" attr.name="weight" attr.type="double"/>
<key id="amount" for="edge" attr.name="amount" attr.type="double"/>
<key id="amount_minor" for="edge" attr.name="amount_minor" attr.type="long"/>
<key id="currency" for="edge" attr.name="currency" attr.type="string"/>
<key id="ts" for="edge" attr.name="ts" attr.type="string"/>
<key id="credit_ts" for="edge" attr.name="credit_ts" attr.type="string"/>
<key id="kind" for="edge" attr.name="kind" attr.type="string"/>
<key id="own" for="edge" attr.name="own" attr.type="boolean"/>
<key id="purpose" for="edge" attr.name="purpose" attr.type="string"/>
<key id="traced" for="edge" attr.name="traced" attr.type="double"/>
<key id="traced_minor" for="edge" attr.name="traced_minor" attr.type="long"/>
<key id="debit_source" for="edge" attr.name="debit_source" attr.type="string"/>
<key id="credit_source" for="edge" attr.name="credit_source" attr.type="string"/>
<key id="reverses" for="edge" attr.name="reverses" attr.type="string"/>
<key id="reverses_score" for="edge" attr.name="reverses_score" attr.type="double"/>
<key id="reverses_reason" for="edge" attr.name="reverses_reason" attr.type="string"/>
<graph id="case" edgedefault="directed">' as line
        union all
        select 1, number, 0,
            '<node' || xml_attribute('id', number) || '>' || xml_data('label', coalesce(name, number))
            || xml_data('bank', bank_name) || xml_data('owner', owner) || xml_data('name', name)
            || xml_data('account_kind', kind) || xml_data('covered_from', covered_from)
            || xml_data('covered_to', covered_to) || xml_data('trader', trader) || '</node>'
        from shown_account
        union all
        select 2, '', id,
            '<edge' || xml_attribute('id', id) || xml_attribute('source', from_number)
            || xml_attribute('target', to_number) || '>'
            || xml_data('weight', plain_amount(amount, decimals))
            || xml_data('amount', plain_amount(amount, decimals)) || xml_data('amount_minor', amount)
            || xml_data('currency', currency) || xml_data('ts', iso_time(ts, day_only))
            || xml_data('credit_ts', iso_time(credit_ts, credit_day_only)) || xml_data('kind', kind)
            || xml_data('own', own) || xml_data('purpose', purpose)
            || xml_data('traced', plain_amount(traced, traced_decimals))
            || xml_data('traced_minor', traced) || xml_data('debit_source', debit_source)
            || xml_data('credit_source', credit_source) || xml_data('reverses', reverses)
            || xml_data('reverses_score', reverses_score)
            || xml_data('reverses_reason', reverses_reason) || '</edge>'
        from shown_transfer
        union all
        select 3, '', 0, '</graph>
</graphml>')
    order by line_order, sort_key, id)
to '{target}' (format csv, header false, quote '', escape '', delimiter '\t')
