"""Puts names, times and words to what a walk met, in SQL over the transfers it touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from moneygraph.sqltext import rows_of, run_file, sql_text
from moneygraph.trails.pieces import Int64s
from moneygraph.trails.trail import End, Hop, Party, Touched

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
_STANDS_OF_REST: Final = """
create or replace temp view stands as
select t.{side}_account as account, t.kind, w.victim, w.amount, w.hops,
    t.{ts} as first_ts, t.{ts} as last_ts
from walked_rest as w join touched as t on t.id = w.transfer
"""
_ENDS: Final = """
select place, number, bank, owner, name, sum(amount)::bigint as amount, min(hops), min(first_ts),
    max(last_ts)
from placed group by place, number, bank, owner, name order by amount desc, number, place
"""
_WHOSE: Final = """
select place, number, victim, amount from placed order by place, number, amount desc, victim
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


def tell_ends(con: duckdb.DuckDBPyConnection, victims: Sequence[str], *, back: bool) -> list[End]:
    """Return where money of the temporary relation ``stands`` is: one a word and account.

    ``victims`` are the names behind its numbers of victims; without any, ends name none.
    """
    run_file(con, "trails/ends.sql", back=back)
    try:
        whose = _whose(con, victims) if victims else {}
        told = rows_of(con, _ENDS)
        return [End(*[*row, whose.get(row[:2], ())]) for row in told]
    finally:
        con.execute("drop table temp.placed").fetchall()


def _whose(
    con: duckdb.DuckDBPyConnection, victims: Sequence[str]
) -> dict[tuple[Any, ...], tuple[tuple[str, int], ...]]:
    """Return by end and account whose money it is, the largest amount first."""
    found: dict[tuple[Any, ...], list[tuple[str, int]]] = {}
    for place, number, victim, amount in rows_of(con, _WHOSE):
        found.setdefault((place, number), []).append((victims[victim], amount))
    return {end: tuple(shares) for end, shares in found.items()}


def tell_rest_ends(
    con: duckdb.DuckDBPyConnection,
    rest: dict[str, Int64s],
    victims: Sequence[str],
    *,
    back: bool,
) -> list[End]:
    """Return where parts of touched transfers stand (came from), as `tell_ends`.

    ``rest`` has the parallel arrays ``transfer``, ``victim``, ``amount`` and ``hops``.
    """
    con.register("walked_rest", rest)
    con.execute(
        _STANDS_OF_REST.format(ts="ts" if back else "credit_ts", side="from" if back else "to")
    )
    try:
        return tell_ends(con, victims, back=back)
    finally:
        con.execute("drop view temp.stands").fetchall()
        con.unregister("walked_rest")
