"""What the tables of every case hold to, whoever made it.

A case from elsewhere may hold any number in any column. Answers count money in 64 bits, and
compiled loops take an account's or a transfer's number as a place in an array: one that is not
there would be read, or written, somewhere else. So what such loops read is compared, when a case
is opened, with what it may hold. Other tables, and laws that join some, are for `check`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from moneygraph.store.schema import ACCOUNT_KINDS, HOP_RULES, LARGEST_SUM, ROW_BASE, feature_columns
from moneygraph.store.sqltext import named_sql, sql_text

if TYPE_CHECKING:
    import duckdb

#: Tables that number their rows from 1 without a gap: a kind of column is such a number.
_NUMBERED: Final = ("number", "transfer", "section", "statement_file")
#: What a column `{0}` of each other kind holds.
_KINDS: Final = {
    "given": "{0} is not null",
    "time": "{0} between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999'",
    "day": "{0} between date '0001-01-01' and date '9999-12-31'",
    "share": "{0} between 0 and 1",
    "money": f"{{0}} between 0 and {LARGEST_SUM}",
    "some money": f"{{0}} between 1 and {LARGEST_SUM}",
    "signed money": f"{{0}} between -{LARGEST_SUM} and {LARGEST_SUM}",
    "count": f"{{0}} between 0 and {1 << 40}",
    "account kind": f"{{0}} in {ACCOUNT_KINDS}",
    "seconds": "abs({0}) <= 1000000",
    "int64": f"abs({{0}}) <= {LARGEST_SUM}",
    "float64": f"not isnan({{0}}) and abs({{0}}) <= {LARGEST_SUM}",
}
_HOP_TABLES: Final = ("net_hop", *(f"hop_{rule}" for rule in HOP_RULES))
#: Tables that compiled loops read, or Python in loops of its own.
IN_LOOPS: Final = frozenset(
    (
        *("account", "transfer", "opening", "overdraft", "uneven", "doubt", "reversal", "proved"),
        *("trader", "stolen", "claim", "cover", *_HOP_TABLES),
    )
)


class Broken(NamedTuple):
    """How many rows do not hold to a law: `column`, or one between tables (see ``laws.sql``).

    `table` and `column` say where, as far as it is one place, and are "" else.
    """

    law: str
    table: str
    column: str
    rows: int


def is_lawful(con: duckdb.DuckDBPyConnection, database: str, tables: Iterable[str]) -> bool:
    """Tell whether the columns of some tables of a database hold only what they can."""
    largest = _largest(con, database)
    laws = {table: " and ".join(_laws(table, largest).values()) for table in tables}
    each = " union all ".join(
        f"select bool_and(coalesce({law}, false)) as ok from {_prefix(database)}{table}"
        for table, law in laws.items()
        if law
    )
    # a table without rows gives null, which counts for nothing
    return not each or con.execute(f"select bool_and(ok) from ({each})").fetchall() != [(False,)]


def broken_columns(con: duckdb.DuckDBPyConnection, database: str, table: str) -> Iterator[Broken]:
    """Give the columns of a table of a database that hold what they cannot."""
    laws = _laws(table, _largest(con, database))
    if laws:
        counts = ", ".join(f"count(*) filter (not coalesce({law}, false))" for law in laws.values())
        (wrong,) = con.execute(f"select {counts} from {_prefix(database)}{table}").fetchall()
        yield from (
            Broken("column", table, column, rows)
            for column, rows in zip(laws, wrong, strict=True)
            if rows
        )


def broken_joins(
    con: duckdb.DuckDBPyConnection, law: str, tables: Iterable[str]
) -> Iterator[Broken]:
    """Give where the tables of a connection's database do not hold to a law between them.

    `tables` are those that are there: a law of hops is one of each table of hops.
    """
    sql = between_tables()[law]
    of_hops = [table for table in tables if table in _HOP_TABLES]
    for table in of_hops if "{hops}" in sql else [""]:
        ((rows,),) = con.execute(
            sql.format(hops=table, largest=LARGEST_SUM, row_base=ROW_BASE)
        ).fetchall()
        if rows:
            yield Broken(law, table, "", rows)


def between_tables() -> dict[str, str]:
    """Return the laws between tables by name: SQL that counts what does not hold to one."""
    return named_sql("store/laws.sql")


def _prefix(database: str) -> str:
    return '"{}".main.'.format(database.replace('"', '""'))


def _largest(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, int]:
    """Return the largest number that each of the numbered tables gives a row."""
    counts = (f"(select count(*) from {_prefix(database)}{table})" for table in _NUMBERED)
    found = con.execute(f"select {', '.join(counts)}").fetchall()[0]
    return dict(zip(_NUMBERED, found, strict=True))


def _laws(table: str, largest: Mapping[str, int]) -> dict[str, str]:
    """Return the condition on each column of a table, as SQL."""
    kinds = _KINDS | {
        name.replace("_", " "): f"{{0}} between 1 and {most}" for name, most in largest.items()
    }
    return {column: _condition(column, kind, kinds) for column, kind in columns_of(table).items()}


def _condition(column: str, kind: str, kinds: Mapping[str, str]) -> str:
    condition = kinds[kind.removesuffix("?")].format(column)
    return f"({column} is null or {condition})" if kind.endswith("?") else f"({condition})"


def columns_of(table: str) -> dict[str, str]:
    """Return the columns of a table that do not hold just anything, with the kind of each."""
    held = _columns().get("hop" if table in _HOP_TABLES else table, {})
    kinds = {column: kind for columns, kind in held.items() for column in columns.split()}
    if table == "measure":
        kinds |= {name: f"{kind}?" for name, kind in feature_columns()}
    return kinds


@cache
def _columns() -> dict[str, dict[str, str]]:
    return tomllib.loads(sql_text("store/laws.toml"))
