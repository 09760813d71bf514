"""The tables of a case, and the fixed words for kinds, ends and rules.

The tables are in ``schema.sql``. Amounts are whole minor units (tiyn for tenge) in 64-bit
integers. Times are the country's one clock, without a zone. A row's id is
``file * ROW_BASE + n``, where n is its number in the file as a spreadsheet counts, from 1.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from moneygraph.store.data import OURS
from moneygraph.store.sqltext import sql_text

VERSION: Final = 13
#: All amounts of a currency in a case add up to no more, in minor units. An answer adds no transfer
#: up more than four times (twice paid and twice undone, where its bounds allow for that).
LARGEST_SUM: Final = 1 << 60
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
    "goods_loan",
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
    "acquirer",
    "unknown",
)
#: Money does not travel on from these.
TERMINALS: Final = ("exchange", "cash", "merchant", "loan desk", "abroad", "state", "acquirer")
ENDS: Final = (
    *("exchange", "p2p", "cash", "abroad", "spent", "fee", "repaid", "returned", "held", "unseen"),
)
#: Where money that is traced back came from: a lender, the balance before our records, a shop or
#: the state that paid it out, or one of the ends.
ORIGINS: Final = ("loan", "opening", "income", *ENDS)
#: What a report can be about.
SCOPES: Final = ("case", "complaints", "series", "account", "owner")
#: Rules whose hops are stored, and those whose shares are computed through time for each trace.
HOP_RULES: Final = ("fifo", "lifo")
TAINT_RULES: Final = ("own-first", "libr", "pro-rata", "poison")
RULES: Final = (*HOP_RULES, *TAINT_RULES)
#: Tables that are made from the transfers when first needed; see `detect.derived`.
DERIVED: Final = ("trader", "stolen", "measure", "overdraft", "uneven", "net_hop")
#: Rules that divide money, so that each tiyn is at one end and belongs to one start.
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


#: Types of few values: a row takes a byte of each, and a misspelt value is an error.
_TYPES: Final = f"""
-- What a transfer is for.
create type transfer_kind as {_enum(KINDS)};

-- Codes of ISO 4217, and bitcoin.
create type currency_code as {_enum(CURRENCIES)};

-- The side of a transfer that reports a row: D the payer's, C the payee's.
create type row_side as enum ('D', 'C');
"""

#: The part of in_transfer that paid for out_transfer, inside `account`: tiyn
#: [in_offset, in_offset + amount) of the one are [out_offset, out_offset + amount) of the
#: other. One table a rule (`hop_fifo`, `hop_lifo`), made when first needed.
HOP_COLUMNS: Final = """
    in_transfer integer, out_transfer integer, account integer, amount bigint,
    dwell_s bigint, in_offset bigint, out_offset bigint
"""

#: Types in the case file of columns that compiled loops fill.
_COLUMN_TYPES: Final = {"int64": "bigint", "float64": "double"}
_MEASURE: Final = """
-- The features of an account that received or paid money, as measured by compiled loops over its
-- movements and hops (lifo)."""


def feature_columns() -> tuple[tuple[str, str], ...]:
    """Return the features that compiled loops fill, in order: name and NumPy type.

    They are ours alone, as code fills them; ``tables/features.toml`` describes each.
    """
    table = OURS.table("features")
    return tuple((name, str(one["kernel"])) for name, one in table.items() if "kernel" in one)


@cache
def tables() -> str:
    """Return the SQL that makes the types, tables and views of a case, each under its comment."""
    columns = ", ".join(f"{name} {_COLUMN_TYPES[kind]}" for name, kind in feature_columns())
    measure = f"{_MEASURE}\ncreate table measure (account integer, {columns});\n"
    return "\n".join((_TYPES, sql_text("store/schema.sql"), measure))
