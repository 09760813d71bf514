"""An account's statement: its movements in our order, with the balance after each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygraph.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

_KNOWN = """
create or replace temp table known_opening as
select * from ({openings}) as known (account, currency, amount)
where account in (select unnest($accounts::integer[]))
"""


def make_statements(
    con: duckdb.DuckDBPyConnection, accounts: Sequence[int], commonest: str
) -> None:
    """Make temp table ``statement_row``, a row a side of a transfer of these accounts.

    By ``account`` and ``currency``, ``place`` gives the order. ``change`` is what came (went,
    below zero), ``balance`` what lies there after it, ``stated`` what the bank says of that or
    null. ``stolen`` is how much of it is money traced in the currency ``traced``: the
    statement's own, or `commonest` where none of that is traced; table ``whose`` must be there.
    ``opening`` is the balance before the first row: as a statement says it (``opening_known``),
    or else the smallest that keeps the account from going below zero. All in minor units.
    """
    openings = sql_text("hops/openings.sql")
    asked = {"accounts": list(accounts)}
    con.execute(_KNOWN.format(openings=openings), asked).fetchall()
    con.execute(sql_text("hops/statement.sql"), asked | {"commonest": commonest}).fetchall()
