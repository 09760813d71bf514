"""Pairs whose amounts differ: less a fee on the way, or in two currencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from moneygraph.ingest.pairing.pass_list import CONVERTED, EARLIER, FEE, HOURS, LATER, MINUTES
from moneygraph.store.data import DataFiles, unusual_decimals
from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb

#: Passes whose sides are hours or days apart.
_LOOSE: Final = (LATER, HOURS, EARLIER)
#: A fee is at most this share of what was paid, or this much in minor units.
FEE_SHARE, _SMALL_FEE = 0.03, 100_000
#: What names payer and payee; the two that have an owner are for rows that lack that account.
_ACCOUNTS: Final = ("from_account", "to_account")
_BY_OWNER: Final = {"from_account": ("from_owner", "to_account"),
                    "to_account": ("from_account", "to_owner")}  # fmt: skip


def pair_converted(con: duckdb.DuckDBPyConnection, data: DataFiles, known: set[str]) -> None:
    """Pair what is left in ``open_row`` and differs by a fee or is in two currencies.

    `known` are the columns that rows of both sides have.
    """
    sql = named_sql("ingest/pairing/converted.sql")
    _run(con, sql["left"])
    for payer, payee in [_ACCOUNTS, *_ways_by_owner(con, known)]:
        _run(con, sql["candidates"].replace("payer", payer).replace("payee", payee))
    if not rows_of(con, "select 1 from lone_row limit 1"):
        return
    rates = [
        (code, one["least"] * 10 ** (2 - places), one["most"] * 10 ** (2 - places))
        for code, one in data.table("currencies")["tenge"].items()
        for places in [unusual_decimals().get(code, 2)]
    ]
    con.execute("create or replace temp table rate (currency varchar, least double, most double)")
    con.executemany("insert into rate values (?, ?, ?)", [list(one) for one in rates])
    _run(con, sql["pair"])
    _run(con, sql["swap"])


def _ways_by_owner(con: duckdb.DuckDBPyConnection, known: set[str]) -> list[tuple[str, str]]:
    """Return the columns to compare where rows lack an account and have its owner."""
    return [
        columns
        for missing, columns in _BY_OWNER.items()
        if known.issuperset(columns)
        and rows_of(con, f"select 1 from open_row where {missing} is null limit 1")
    ]


def _run(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Run statements; each takes the values that it names."""
    values = {
        **{"within": MINUTES, "fee": FEE, "converted": CONVERTED, "loose": list(_LOOSE)},
        **{"fee_share": FEE_SHARE, "small_fee": _SMALL_FEE},
    }
    run_sql(con, sql, **values)
