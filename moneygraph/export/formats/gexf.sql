-- GEXF 1.3 with times, an element a line: accounts by their number, then transfers by their id.
copy (
    select line
    from (
        select 0 as line_order, '' as sort_key, 0 as id,
'<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
<meta><creator>moneygraph</creator></meta>
<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">
<attributes class="node" mode="static">
<attribute id="bank" title="bank" type="string"/>
<attribute id="owner" title="owner" type="string"/>
<attribute id="name" title="name" type="string"/>
<attribute id="account_kind" title="kind" type="string"/>
<attribute id="covered_from" title="covered_from" type="string"/>
<attribute id="covered_to" title="covered_to" type="string"/>
<attribute id="trader" title="trader" type="boolean"/>
</attributes>
<attributes class="edge" mode="static">
<attribute id="amount" title="amount" type="double"/>
<attribute id="amount_minor" title="amount_minor" type="long"/>
<attribute id="currency" title="currency" type="string"/>
<attribute id="ts" title="ts" type="string"/>
<attribute id="credit_ts" title="credit_ts" type="string"/>
<attribute id="transfer_kind" title="transfer_kind" type="string"/>
<attribute id="own" title="own" type="boolean"/>
<attribute id="purpose" title="purpose" type="string"/>
<attribute id="traced" title="traced" type="double"/>
<attribute id="traced_minor" title="traced_minor" type="long"/>
<attribute id="debit_source" title="debit_source" type="string"/>
<attribute id="credit_source" title="credit_source" type="string"/>
<attribute id="reverses" title="reverses" type="string"/>
<attribute id="reverses_score" title="reverses_score" type="double"/>
<attribute id="reverses_reason" title="reverses_reason" type="string"/>
</attributes>
<nodes>' as line
        union all
        select 1, number, 0,
            '<node' || xml_attribute('id', number) || xml_attribute('label', coalesce(name, number))
            || xml_attribute('start', iso_time(first_ts, false))
            || xml_attribute('end', iso_time(last_ts, false)) || '><attvalues>'
            || xml_value('bank', bank_name) || xml_value('owner', owner) || xml_value('name', name)
            || xml_value('account_kind', kind) || xml_value('covered_from', covered_from)
            || xml_value('covered_to', covered_to) || xml_value('trader', trader)
            || '</attvalues></node>'
        from shown_account left join lasting_account using (number)
        union all
        select 2, '', 0, '</nodes>
<edges>'
        union all
        select 3, '', id,
            '<edge' || xml_attribute('id', id) || xml_attribute('source', from_number)
            || xml_attribute('target', to_number) || xml_attribute('kind', kind)
            || xml_attribute('weight', plain_amount(amount, decimals))
            || xml_attribute('start', iso_time(first_ts, false))
            || xml_attribute('end', iso_time(last_ts, false)) || '><attvalues>'
            || xml_value('amount', plain_amount(amount, decimals)) || xml_value('amount_minor', amount)
            || xml_value('currency', currency) || xml_value('ts', iso_time(ts, day_only))
            || xml_value('credit_ts', iso_time(credit_ts, credit_day_only))
            || xml_value('transfer_kind', kind) || xml_value('own', own)
            || xml_value('purpose', purpose)
            || xml_value('traced', plain_amount(traced, traced_decimals))
            || xml_value('traced_minor', traced) || xml_value('debit_source', debit_source)
            || xml_value('credit_source', credit_source) || xml_value('reverses', reverses)
            || xml_value('reverses_score', reverses_score)
            || xml_value('reverses_reason', reverses_reason) || '</attvalues></edge>'
        from shown_transfer join lasting_transfer using (id, from_number, to_number)
        union all
        select 4, '', 0, '</edges>
</graph>
</gexf>')
    order by line_order, sort_key, id)
to '{target}' (format csv, header false, quote '', escape '', delimiter '\t')
