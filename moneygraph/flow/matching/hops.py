"""Hops: which incoming money paid for which outgoing money, and an account's statement.

Matching is compiled; that code is only loaded when hops are made, so that `has_hops` is quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.schema import HOP_RULES
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

#: Hops are a table, of the case or made in memory; in a masked case they are views of it. The
#: information_schema says the same, but describes everything there is first.
_TABLE = """
select exists (
        from duckdb_tables()
        where table_name = $1 and (database_name = current_database() or temporary))
    or exists (
        from duckdb_views()
        where view_name = $1 and database_name = current_database() and not temporary)
"""


def hop_table(rule: str) -> str:
    """Return the name of the table that keeps a rule's hops; `CallError` for no such rule."""
    if rule not in HOP_RULES:
        raise CallError(
            Message("there is no rule '{rule}'", rule=rule),
            Message("Choose one of: {names}.", names=HOP_RULES),
        )
    return f"hop_{rule}"


def has_hops(con: duckdb.DuckDBPyConnection, rule: str) -> bool:
    """Tell whether the hops under a rule are in the case."""
    return rows_of(con, _TABLE, hop_table(rule)) == [(True,)]


def match_hops(con: duckdb.DuckDBPyConnection, rule: str) -> int:
    """Match credits with debits under a rule; keep the hops, and return their number.

    They replace older ones. Runs inside the caller's transaction. Hops depend on transfers, on the
    kinds of accounts and on the traders: who changes one of these drops the tables.
    """
    table = hop_table(rule)
    from moneygraph.flow.matching.match import match_case

    return match_case(con, rule, table)


def ensure_hops(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    """Match the hops of a rule unless they are in the case; as `match_hops`."""
    if not has_hops(con, rule):
        match_hops(con, rule)


_KNOWN = """
create or replace temp table known_opening as
select * from ({openings}) as known (account, currency, amount)
where account in (select unnest($accounts::integer[]))
"""


def make_statements(
    con: duckdb.DuckDBPyConnection, accounts: Sequence[int], commonest: str
) -> None:
    """Make the temporary table ``statement_row``: a row for each movement of the accounts.

    Within ``account`` and ``currency``, ``position`` gives the order. ``change`` is what was
    received (paid: below zero), ``balance`` the balance after it, ``stated`` the balance that the
    bank states, or null. ``stolen`` is how much of the balance is money traced in the currency
    ``traced``: the statement's own, or `commonest` where none of that is traced; the table
    ``traced_share`` must exist. ``opening`` is the balance before the first row: as stated
    (``opening_known``), or else the smallest that keeps the account from going below zero. All in
    minor units.
    """
    openings = sql_text("flow/matching/openings.sql")
    parameters = {"accounts": list(accounts)}
    con.execute(_KNOWN.format(openings=openings), parameters).fetchall()
    con.execute(
        sql_text("flow/matching/statement.sql"), parameters | {"commonest": commonest}
    ).fetchall()
