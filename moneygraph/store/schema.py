"""The tables of a case, their columns and units; the words used for kinds and ends.

Amounts are whole minor units (tiyn for tenge) in 64-bit integers. Times are the
country's one clock, without a zone. A row's id is ``export * ROW_BASE + n``, where n is
its number in the file as a spreadsheet would count it, from 1.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from moneygraph.store.data import OURS

VERSION: Final = 6
ROW_BASE: Final = 1 << 32

KINDS: Final = (
    "transfer",
    "loan",
    "loan_repayment",
    "salary",
    "card",
    "cash_in",
    "cash_out",
    "abroad",
    "fee",
    "reversal",
    "other",
)
ACCOUNT_KINDS: Final = (
    "person",
    "company",
    "exchange",
    "cash",
    "merchant",
    "loan desk",
    "abroad",
    "state",
    "unknown",
)
#: Money does not travel on from these.
TERMINALS: Final = ("exchange", "cash", "merchant", "loan desk", "abroad", "state")
ENDS: Final = ("exchange", "p2p", "cash", "abroad", "spent", "held", "unseen")
#: Where money that is traced back can have come from, beside those ends: a lender, what lay
#: on the account before our records, or a shop or the state that paid it out.
ORIGINS: Final = ("loan", "opening", "income", *ENDS)
#: Rules whose hops are kept, and those that must be tainted through time for each trace.
HOP_RULES: Final = ("fifo", "lifo")
TAINT_RULES: Final = ("own-first", "libr", "pro-rata", "poison")
RULES: Final = (*HOP_RULES, *TAINT_RULES)
#: Tables that are made of the transfers when first asked for; see `detect.derived`.
DERIVED: Final = ("trader", "stolen", "measure")
#: Rules that share money out, so that each tiyn stands at one place and is somebody's.
SHARING_RULES: Final = tuple(rule for rule in RULES if rule != "poison")

#: Codes of ISO 4217, and bitcoin: what the currency of a transfer can be.
CURRENCIES: Final = tuple(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTC
    BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD
    FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES
    KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XAG XAU XCD XDR XOF XPD XPF XPT YER ZAR ZMW
    ZWG""".split()
)


def _enum(values: tuple[str, ...]) -> str:
    return "enum (" + ", ".join(f"'{value}'" for value in values) + ")"


_TABLES: Final = f"""
-- Types of few values: a byte a row, and a typing error is an error.
create type transfer_kind as {_enum(KINDS)};
create type currency_code as {_enum(CURRENCIES)};
create type row_side as enum ('D', 'C');

create table meta (key varchar primary key, value varchar);

-- One file that was loaded. `sha256` is of its bytes; a file inside an archive is one too.
-- `rows` counts what stands below the headers: data, skipped lines and rejections. `path` is
-- where it was loaded from, absolute (of the archive, for what was inside one); `requested_loader`
-- and `requested_covers` are what --loader and --covers said then.
create table statement_file (
    id integer primary key, sha256 varchar, name varchar, rows bigint, path varchar,
    requested_loader varchar, requested_covers varchar);

-- One sheet of an export (a text file has one). `bank` is whose report it is; `covers` says
-- of which accounts it holds everything, `how` from what that follows. A row's number in
-- the sheet is its number in the export less `row_offset`. `loader_sha256` is of the loader's
-- text as it was then.
create table section (
    id integer primary key, statement_file integer, name varchar, loader varchar, row_offset bigint,
    bank varchar, how varchar, covers varchar, first_day date, last_day date,
    loader_sha256 varchar);

-- One data row of an export, as it was read, in our units. `side` is what the layout says of
-- the row: D the payer's bank speaks, C the payee's, null not said.
create table row_base (
    id bigint, section integer, ts timestamp, day_only boolean,
    from_account integer, to_account integer, amount bigint,
    currency currency_code, kind transfer_kind, side row_side);

-- What else stood in a row, where a sheet has such columns at all: a column of nulls costs as
-- much to write as one of numbers.
create table row_words (id bigint, purpose varchar, knp varchar);
create table row_codes (id bigint, operation varchar, mcc varchar, reference varchar);
create table row_parties (
    id bigint, from_name varchar, from_id varchar, from_bank varchar,
    to_name varchar, to_id varchar, to_bank varchar);
create table row_exchange (id bigint, to_amount bigint, to_currency currency_code);
-- What the two accounts held after the row, as the statement says.
create table row_balance (id bigint, from_balance bigint, to_balance bigint);

-- A row whole.
create view row as
select b.*, coalesce(e.to_amount, b.amount) as to_amount,
    coalesce(e.to_currency, b.currency) as to_currency,
    w.* exclude (id), c.* exclude (id), p.* exclude (id)
from row_base as b
left join row_words as w on w.id = b.id
left join row_codes as c on c.id = b.id
left join row_parties as p on p.id = b.id
left join row_exchange as e on e.id = b.id;

-- Rows that are no data (fate `skipped`) or were refused (`rejected`), and warnings on
-- rows that were kept (`warned`).
create table remark (
    row bigint, section integer, fate varchar, reason varchar, detail varchar);

-- Money that moved once. `ts` is when it was debited, `credit_ts` when it was credited;
-- where one side is silent both are the same. `day_only`: the time of day is not known.
-- to_amount and to_currency differ from amount and currency only where money was exchanged.
-- `pass` and `score` say how its two rows were paired.
create table transfer (
    id integer, ts timestamp, credit_ts timestamp, day_only boolean, credit_day_only boolean,
    from_account integer, to_account integer,
    amount bigint, currency currency_code, to_amount bigint, to_currency currency_code,
    kind transfer_kind, own boolean, debit_row bigint, credit_row bigint, score float,
    pass integer);

-- Rows that tell a transfer again which another export of the same bank has told; and, with
-- no transfer, rows that tell a complaint or a link again.
create table duplicate (row bigint, transfer integer);

-- A row of a file of complaints, as it was read. `amount` is null where a row names a transfer
-- (an id or FILE:ROW) instead; `victim` is an IIN or BIN of 12 digits, or what was written;
-- `team` is what such files call group.
create table complaint (
    row bigint, section integer, number varchar, registered timestamp, victim varchar,
    account varchar, amount bigint, currency varchar, ts timestamp, day_only boolean,
    transfer varchar, team varchar, region varchar);

-- A row of a file of links: what an account shares with others (a phone, an address, a
-- device). `account` is an id of `number`; it need not be in any transfer.
create table link (row bigint, section integer, account integer, kind varchar, value varchar);

-- What became of each data row: transfer, paired, duplicate, complaint or link, and of which
-- transfer.
create view fate as
select debit_row as row, 'transfer' as fate, id as transfer from transfer
where debit_row is not null
union all
select credit_row, case when debit_row is null then 'transfer' else 'paired' end, id from transfer
where credit_row is not null and credit_row is distinct from debit_row
union all
select row, 'duplicate', transfer from duplicate
union all
select row, 'complaint', null from complaint where row not in (select row from duplicate)
union all
select row, 'link', null from link where row not in (select row from duplicate);

-- `owner` is an IIN or BIN of 12 digits, or null; `bank` is the IBAN's bank code. A number
-- that starts with "?" stands for an account of which no number was given.
create table account (
    id integer, number varchar, bank varchar, owner varchar, name varchar, kind varchar,
    covered_from date, covered_to date);

-- Every account number that stands in an export and the id it has in this case; `bank` where
-- it is a Kazakh IBAN that holds, `broken` where it looks like one and does not.
create table number (id integer, number varchar, bank varchar, broken boolean);

-- Days for which an account's own statement is held.
create table cover (account integer, first_day date, last_day date, section integer);

-- Balances that statements state, at the start of the day.
create table balance (account integer, day date, currency varchar, amount bigint);

-- Sides of transfers (`credit`, or the debit) that fall into one moment or day of an account
-- and whose order is known all the same: statements list them so, and the balances they state
-- follow one from the other. `tie` tells such moments apart, `place` counts from 1.
create table proved (transfer integer, credit boolean, tie integer, position integer);

-- What lay on an account before its first movement, where the row of that movement says so.
create table opening (account integer, currency currency_code, amount bigint);

-- Accounts inferred to sell cryptocurrency to strangers: a trail ends there as "p2p".
create table trader (account integer);

-- What each complaint row (unless it is told again) complains of: the transfer, tiyn debited
-- and how well it fits, 0 to 1. Where none was found, `reason` is a code and `detail` names
-- days or transfers.
create table claim (
    row bigint, complaint varchar, transfer integer, amount bigint, score float,
    reason varchar, detail varchar);

-- How much of each transfer is traced to loans that left at once (lifo).
create table stolen (transfer integer, amount bigint);

-- What was learnt from labels, as one line of JSON (see `learning`), and the SHA-256 of the file
-- of labels. A load leaves it as it is.
create table model (labels_sha256 varchar, text varchar);
"""

#: The part of in_transfer that paid for out_transfer, inside `account`: tiyn
#: [in_offset, in_offset + amount) of the one are [out_offset, out_offset + amount) of the
#: other. One table a rule (`hop_fifo`, `hop_lifo`), made when first asked.
HOP_COLUMNS: Final = """
    in_transfer integer, out_transfer integer, account integer, amount bigint,
    dwell_s bigint, in_offset bigint, out_offset bigint
"""

#: Types of columns that the loops fill, in the case file.
_COLUMN_TYPES: Final = {"int64": "bigint", "float64": "double"}


def feature_columns() -> tuple[tuple[str, str], ...]:
    """Return the features that the loops fill, in order: name and NumPy type.

    They are ours alone, as code fills them; ``tables/features.toml`` says what each is.
    """
    table = OURS.table("features")
    return tuple((name, str(one["kernel"])) for name, one in table.items() if "kernel" in one)


@cache
def tables() -> str:
    """Return the SQL that makes the tables of a case.

    ``measure`` has a row an account that money came to or went from: what the loops over its
    movements and hops (lifo) measured.
    """
    columns = ", ".join(f"{name} {_COLUMN_TYPES[kind]}" for name, kind in feature_columns())
    return f"{_TABLES}\ncreate table measure (account integer, {columns});\n"
