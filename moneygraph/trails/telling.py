"""Puts names, times and words to what a walk met, in SQL over the transfers it touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from moneygraph.sqltext import rows_of, sql_text
from moneygraph.trails.pieces import Int64s
from moneygraph.trails.trail import Hop, Party, Touched

if TYPE_CHECKING:
    import duckdb

_HOLD: Final = """
create or replace temp table touched as
select t.*, w.traced from transfer as t join walked as w on w.transfer = t.id
"""
_DROP: Final = "drop table if exists temp.touched"
_TRANSFERS: Final = """
select t.id, t.ts, t.credit_ts, t.kind::varchar, t.amount, t.currency::varchar, t.to_amount,
    t.to_currency::varchar, t.traced,
    f.number, f.bank, f.owner, f.name, f.kind, r.number, r.bank, r.owner, r.name, r.kind
from touched as t
join account as f on f.id = t.from_account
join account as r on r.id = t.to_account
order by t.id
"""


@contextmanager
def touching(
    con: duckdb.DuckDBPyConnection, transfers: Int64s, traced: Int64s
) -> Iterator[dict[int, Touched]]:
    """Hold the transfers that a walk touched in a temporary table, for a block."""
    con.register("walked", {"transfer": transfers, "traced": traced})
    try:
        con.execute(_HOLD).fetchall()
    finally:
        con.unregister("walked")
    try:
        yield {row[0]: _touched(row) for row in rows_of(con, _TRANSFERS)}
    finally:
        con.execute(_DROP).fetchall()


def _touched(row: tuple[Any, ...]) -> Touched:
    """Make a transfer of a row: its own eight columns, the traced sum, sender and receiver."""
    values: list[Any] = [*row[:8], Party(*row[9:14]), Party(*row[14:19]), row[8]]
    return Touched(*values)


def tell_hops(
    con: duckdb.DuckDBPyConnection, ins: Int64s, outs: Int64s, amount: Int64s
) -> list[Hop]:
    """Return hops between touched transfers, in the order of their two transfers."""
    con.register("walked_hop", {"in_transfer": ins, "out_transfer": outs, "amount": amount})
    try:
        return [Hop(*row) for row in rows_of(con, sql_text("trails/hops.sql"))]
    finally:
        con.unregister("walked_hop")
