"""Hops: which incoming money paid for which outgoing money, account by account.

The matching is compiled; that code is only loaded when hops are built, so that asking
whether they are there costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.errors import CallError
from moneygraph.schema import HOP_RULES
from moneygraph.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["build_hops", "ensure_hops", "has_hops", "hop_table"]

_TABLE = """
select count(*) from information_schema.tables
where table_catalog = current_database() and table_name = $1
"""


def hop_table(rule: str) -> str:
    """Return the name of the table that keeps a rule's hops; `CallError` for no such rule."""
    if rule not in HOP_RULES:
        raise CallError(f"there is no rule '{rule}'", f"Choose one of: {', '.join(HOP_RULES)}.")
    return f"hop_{rule}"


def has_hops(con: duckdb.DuckDBPyConnection, rule: str) -> bool:
    """Tell whether the hops under a rule are in the case."""
    return rows_of(con, _TABLE, hop_table(rule)) == [(1,)]


def build_hops(con: duckdb.DuckDBPyConnection, rule: str) -> int:
    """Build the hops under a rule into the case, in place of older ones; return their number.

    Runs inside the caller's transaction. Hops depend on transfers, on the kinds of accounts
    and on the traders: who changes one of these drops the tables.
    """
    table = hop_table(rule)
    from moneygraph.hops.build import build

    return build(con, rule, table)


def ensure_hops(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    """Build the hops under a rule unless they are in the case; as `build_hops`."""
    if not has_hops(con, rule):
        build_hops(con, rule)
