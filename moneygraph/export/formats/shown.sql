-- What formats read of the part: one row a transfer, an account, a statement file. Amounts are
-- minor units, `decimals` those of their currency; a source is FILE:ROW, which names a
-- transfer for good. Formats read these views, so that what they hide is hidden everywhere.

create or replace temp macro plain_amount(units, decimals) as
    case when units < 0 then '-' else '' end
    || (abs(units) // (10 ** decimals)::bigint)::varchar || '.'
    || lpad((abs(units) % (10 ** decimals)::bigint)::varchar, decimals, '0');

-- ISO 8601; a day where no more is known
create or replace temp macro iso_time(ts, day_only) as
    case when day_only then strftime(ts, '%Y-%m-%d') else strftime(ts, '%Y-%m-%dT%H:%M:%S') end;

-- a text without the characters that XML and JSON readers stumble over
create or replace temp macro plain_text(text) as
    regexp_replace(text, '[\x{0}-\x{8}\x{b}\x{c}\x{e}-\x{1f}\x{7f}-\x{84}\x{86}-\x{9f}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}]', '', 'g');

create or replace temp macro one_line(text) as
    trim(regexp_replace(plain_text(text), '\s+', ' ', 'g'));

-- a text that no spreadsheet takes for a formula; the loader reads it back as it was
create or replace temp macro guarded(text) as
    case when regexp_matches(text, '(^|[;\t\r\n])''*[=+@-]')
    then '''' || regexp_replace(text, '([;\t\r\n])(''*[=+@-])', '\1''\2', 'g') else text end;

create or replace temp view shown_export as
select id, name, sha256, rows from statement_file
where id in (
    select debit_row // 4294967296 from transfer where id in (select id from part_transfer)
    union
    select credit_row // 4294967296 from transfer where id in (select id from part_transfer));

create or replace temp view shown_account as
select a.*, coalesce(b.name, a.bank) as bank_name, n.bank is not null as is_iban,
    a.id in (select account from trader) as trader
from account as a
left join number as n on n.id = a.id
left join bank_called as b on b.code = a.bank
where a.id in (select id from part_account);

create or replace temp view shown_link as
select distinct a.number, l.kind, l.value
from link as l join account as a on a.id = l.account
where l.account in (select id from part_account);

-- What gives money of an earlier transfer back, both in the part.
create or replace temp view shown_reversal as
select r.transfer, r.reverses, r.amount, coalesce(c.decimals, 2) as decimals, t.currency,
    round(r.score::double, 4) as score, r.reason
from reversal as r
join transfer as t on t.id = r.reverses
left join currency_decimals as c on c.currency = t.currency::varchar
where r.transfer in (select id from part_transfer) and r.reverses in (select id from part_transfer);

-- Payments of the part's accounts that their bank took back entirely; of a whole case all of them.
create or replace temp view shown_undone as
select b.id as row, b.ts, b.day_only, f.number as from_number, t.number as to_number, b.amount,
    coalesce(c.decimals, 2) as decimals, b.currency, w.purpose,
    e.name || ':' || b.id % 4294967296 as source,
    x.name || ':' || u.undone_by % 4294967296 as undone_by,
    o.ts as undone_ts, o.day_only as undone_day_only, round(u.score::double, 4) as score, u.reason
from undone as u
join row_base as b on b.id = u.row
join row_base as o on o.id = u.undone_by
join number as f on f.id = b.from_account
join number as t on t.id = b.to_account
join statement_file as e on e.id = b.id // 4294967296
join statement_file as x on x.id = o.id // 4294967296
left join row_words as w on w.id = b.id
left join currency_decimals as c on c.currency = b.currency::varchar
where b.from_account in (select id from part_account) or b.to_account in (select id from part_account)
    or (select count(*) from part_account) = (select count(*) from account);

create or replace temp view shown_transfer as
select t.*, p.traced, r.currency as traced_currency, coalesce(x.decimals, 2) as traced_decimals,
    coalesce(c.decimals, 2) as decimals, coalesce(k.decimals, 2) as to_decimals,
    f.number as from_number, f.bank as from_bank, f.owner as from_owner, f.name as from_name,
    f.kind as from_kind,
    g.number as to_number, g.bank as to_bank, g.owner as to_owner, g.name as to_name,
    g.kind as to_kind,
    coalesce(dw.purpose, cw.purpose) as purpose, coalesce(dw.knp, cw.knp) as knp,
    coalesce(dc.operation, cc.operation) as operation, coalesce(dc.mcc, cc.mcc) as mcc,
    coalesce(dc.reference, cc.reference) as reference,
    d.name as debit_file, d.sha256 as debit_sha256, t.debit_row % 4294967296 as debit_place,
    debit_file || ':' || debit_place as debit_source,
    e.name as credit_file, e.sha256 as credit_sha256,
    case when e.id is not null then t.credit_row % 4294967296 end as credit_place,
    credit_file || ':' || credit_place as credit_source,
    -- the ids of what it gives money back of, how sure that is, and the codes of the evidence
    v.reverses, v.reverses_score, v.reverses_reason
from part_transfer as p
join transfer as t on t.id = p.id
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
left join currency_decimals as c on c.currency = t.currency::varchar
left join currency_decimals as k on k.currency = t.to_currency::varchar
left join statement_file as d on d.id = t.debit_row // 4294967296
left join statement_file as e on e.id = t.credit_row // 4294967296
    and t.credit_row is distinct from t.debit_row
left join part_trace as r on p.traced is not null
left join currency_decimals as x on x.currency = r.currency
left join row_words as dw on dw.id = t.debit_row
left join row_words as cw on cw.id = t.credit_row
left join row_codes as dc on dc.id = t.debit_row
left join row_codes as cc on cc.id = t.credit_row
left join (
    select transfer, string_agg(reverses, ' ' order by reverses) as reverses,
        min(score) as reverses_score, string_agg(distinct reason, '; ' order by reason) as reverses_reason
    from shown_reversal group by transfer) as v on v.transfer = t.id;

create or replace temp view shown_finding as
select f.*,
    coalesce((select list(transfer order by transfer) from part_finding_transfer where finding = f.id),
        []) as transfers,
    coalesce((select list(a.number order by a.number)
        from part_finding_account as p join account as a on a.id = p.account
        where p.finding = f.id), []) as accounts
from part_finding as f;
