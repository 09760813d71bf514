"""What the currencies of a case are worth in its main one.

Detection counts all amounts in one currency: tenge, as thresholds are in tenge, or where a case has
none the currency most used. The case's own exchanges say what another is worth (the middle one),
else what statements state in tenge, else the middle of what the table ``currencies`` holds
possible. Where nothing is known, amounts count as nothing: a sum is then too small and says so, in
place of being of another currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from moneygraph.store.data import unusual_decimals
from moneygraph.store.schema import LARGEST_SUM
from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles

BILLION: Final = 1_000_000_000
#: The file whose rules worth follows: what is derived with others is made anew.
SQL: Final = "detect/worth.sql"
_USUAL_DECIMALS: Final = 2
_DIGITS: Final = 4


@dataclass(frozen=True)
class Worth:
    """What money of a currency counts as in the main one, ``main``.

    ``per_billion``: minor units of the main currency for a billion of the other's, 0 where nothing
    is known. ``basis`` says how it is known: "exchanges" in the case or values in "statements",
    of which there are ``times``; the "table" of currencies; or "nothing".
    """

    currency: str
    main: str
    per_billion: int
    basis: str
    times: int

    @property
    def each(self) -> str:
        """What one whole unit is worth in whole units of the main currency, to four digits.

        >>> Worth("USD", "KZT", 512_304_000_000, "exchanges", 14).each
        '512.30'
        >>> Worth("KZT", "USD", 1_952_000, "exchanges", 14).each
        '0.001952'
        """
        places = _decimals(self.currency) - _decimals(self.main)
        whole = Decimal(self.per_billion).scaleb(places) / BILLION
        digits = 2 if whole >= 1 or not whole else _DIGITS - 1 - whole.adjusted()
        return f"{whole:.{digits}f}"


def make_worth(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Make the temporary view ``worth``, which is empty in a case of one currency."""
    sql = named_sql(SQL)
    run_sql(con, sql["none"])
    if not _has_several(con):
        return
    con.execute(
        "create or replace temp table tenge_range"
        " (currency varchar, least bigint, most bigint, middle bigint)"
    ).fetchall()
    con.executemany("insert into tenge_range values (?, ?, ?, ?)", _ranges(data))
    run_sql(con, sql["worth"], largest=LARGEST_SUM)


def read_worths(con: duckdb.DuckDBPyConnection) -> tuple[Worth, ...]:
    """Return what each other currency is worth, by its code; `make_worth` has been run."""
    sql = (
        "select currency::varchar, main::varchar, per_billion, basis, times"
        " from known_worth order by 1"
    )
    return tuple(Worth(*row) for row in rows_of(con, sql))


def _has_several(con: duckdb.DuckDBPyConnection) -> bool:
    for (code,) in rows_of(con, "select currency::varchar from transfer limit 1"):
        return any(
            rows_of(con, f"select 1 from transfer where {column} <> '{code}' limit 1")
            for column in ("currency", "to_currency")
        )
    return False


def _ranges(data: DataFiles) -> list[list[str | int]]:
    """Return the least, most and middle tiyn of a billion minor units, by currency."""
    ranges: list[list[str | int]] = []
    for code, one in data.table("currencies")["tenge"].items():
        least, most = (
            (Decimal(str(one[key])) * BILLION).scaleb(_USUAL_DECIMALS - _decimals(code))
            for key in ("least", "most")
        )
        ranges.append([code, *(int(bound) for bound in (least, most, (least + most) / 2))])
    return ranges


def _decimals(currency: str) -> int:
    return unusual_decimals().get(currency, _USUAL_DECIMALS)
