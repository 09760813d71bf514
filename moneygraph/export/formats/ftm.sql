-- FollowTheMoney entities of the part: documents, then who, what they hold, and what was paid.
-- Values are lists of text, cut to what FollowTheMoney allows; a property without any is left out.

create or replace temp macro texts_of(text, most) as
    case when coalesce(plain_text(text), '') = '' then []::varchar[] else [plain_text(text)[:most]] end;
create or replace temp macro named(text) as
    texts_of(trim(regexp_replace(plain_text(text), '\s+', ' ', 'g')), 384);
create or replace temp macro there(texts) as list_filter(texts, lambda one: one is not null);
create or replace temp macro known(properties) as
    map_from_entries(list_filter(properties, lambda one: len(one.v) > 0));
create or replace temp macro is_company(owner) as owner[5] in ('4', '5', '6');
create or replace temp macro document_id(sha256) as 'export-' || sha1(sha256);
create or replace temp macro account_id(number) as 'account-' || sha1(number);
-- whoever holds an account: by IIN or BIN, or else as the holder of this one account
create or replace temp macro holder_id(owner, name, kind, number) as
    case when owner is not null then 'owner-' || sha1(owner)
    when kind <> 'cash' and name is not null then 'holder-' || sha1(number) end;

create or replace temp view ftm_document as
select name as sort_key, document_id(sha256) as id, 'Document' as schema, known([
    {'k': 'fileName', 'v': texts_of(name, 1024)},
    {'k': 'title', 'v': texts_of(name, 1024)},
    {'k': 'notes', 'v': ['SHA-256 ' || sha256]}]) as properties
from shown_export;

create or replace temp view ftm_account as
select *, holder_id(owner, name, kind, number) as holder from shown_account;

create or replace temp view ftm_holder as
select holder as sort_key, holder as id,
    case when owner is null then 'LegalEntity' when is_company(owner) then 'Company' else 'Person' end
        as schema,
    known([
    {'k': 'name', 'v': list_sort(list_distinct(flatten(list(named(name)))))},
    {'k': case when is_company(owner) then 'registrationNumber' else 'idNumber' end,
        'v': texts_of(owner, 64)},
    {'k': 'country', 'v': there([case when owner is not null then 'kz' end])}]) as properties
from ftm_account where holder is not null
group by holder, owner;

create or replace temp view ftm_bank_account as
select number as sort_key, account_id(number) as id, 'BankAccount' as schema, known([
    {'k': 'name', 'v': named(ltrim(number, '?'))},
    {'k': 'accountNumber', 'v': there([case when number[1] <> '?' and length(number) <= 64
        then plain_text(number) end])},
    {'k': 'iban', 'v': there([case when is_iban then number end])},
    {'k': 'country', 'v': there([case when is_iban then 'kz' end])},
    {'k': 'bankName', 'v': texts_of(bank_name, 1024)},
    {'k': 'accountType', 'v': [kind]}]) as properties
from ftm_account;

create or replace temp view ftm_ownership as
select number as sort_key, 'holds-' || sha1(number) as id, 'Ownership' as schema, known([
    {'k': 'owner', 'v': [holder]},
    {'k': 'asset', 'v': [account_id(number)]},
    {'k': 'role', 'v': ['account holder']}]) as properties
from ftm_account where holder is not null;

create or replace temp view ftm_wallet as
select l.value as sort_key, 'wallet-' || sha1(l.value) as id, 'CryptoWallet' as schema, known([
    {'k': 'name', 'v': named(l.value)},
    {'k': 'publicKey', 'v': there([case when length(l.value) <= 64 then plain_text(l.value) end])},
    {'k': 'holder', 'v': list_sort(list_distinct(there(list(a.holder))))}]) as properties
from shown_link as l join ftm_account as a on a.number = l.number
where regexp_matches(lower(l.kind), '^(wallet|crypto|кошел|крипто|әмиян)')
group by l.value;

create or replace temp view ftm_id as
select id as transfer,
    'payment-' || sha1(coalesce(debit_sha256 || debit_place, credit_sha256 || credit_place)) as id
from shown_transfer;

create or replace temp view ftm_payment as
select shown_transfer.id as transfer, ftm_id.id,
    'Payment' as schema, known([
    {'k': 'payer', 'v': there([holder_id(from_owner, from_name, from_kind, from_number)])},
    {'k': 'beneficiary', 'v': there([holder_id(to_owner, to_name, to_kind, to_number)])},
    {'k': 'payerAccount', 'v': [account_id(from_number)]},
    {'k': 'beneficiaryAccount', 'v': [account_id(to_number)]},
    {'k': 'amount', 'v': [plain_amount(amount, decimals)]},
    {'k': 'currency', 'v': [currency::varchar]},
    {'k': 'date', 'v': [iso_time(ts, day_only)]},
    {'k': 'endDate', 'v': there([case when credit_ts <> ts
        then iso_time(credit_ts, credit_day_only) end])},
    {'k': 'purpose', 'v': texts_of(purpose, 65000)},
    {'k': 'summary', 'v': [kind::varchar]},
    {'k': 'description', 'v': there([
        case when to_currency <> currency or to_amount <> amount
        then 'credited ' || plain_amount(to_amount, to_decimals) || ' ' || to_currency::varchar end,
        'traced ' || plain_amount(traced, traced_decimals) || ' ' || traced_currency,
        'reverses ' || b.given])},
    {'k': 'transactionNumber', 'v': texts_of(reference, 1024)},
    {'k': 'recordId', 'v': list_concat(texts_of(debit_source, 1024), texts_of(credit_source, 1024))},
    {'k': 'proof', 'v': list_distinct(there([document_id(debit_sha256), document_id(credit_sha256)]))}
    ]) as properties
from shown_transfer
join ftm_id on ftm_id.transfer = shown_transfer.id
left join (
    select r.transfer, string_agg(
        plain_amount(r.amount, r.decimals) || ' ' || r.currency::varchar || ' of ' || i.id
        || ', score ' || r.score || ': ' || r.reason, '; ' order by r.reverses) as given
    from shown_reversal as r join ftm_id as i on i.transfer = r.reverses
    group by r.transfer) as b on b.transfer = shown_transfer.id;
