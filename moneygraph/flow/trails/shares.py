"""Whose money each transfer moved: what is traced, by complaint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.trails.pieces import Int64s, Pieces, sums
from moneygraph.flow.trails.starts import Starts
from moneygraph.flow.trails.walk import walk
from moneygraph.store.sqltext import run_file, sql_text

if TYPE_CHECKING:
    import duckdb

_BITS = 32


@dataclass(frozen=True)
class Shares:
    """How much of which transfer is whose, as parallel arrays ordered by transfer and victim.

    Amounts are minor units of ``currency``, the traced one; ``victim`` is a place among
    ``victims``. ``came`` is what the transfer brought to its receiver. ``gone`` is what it took
    from its sender, of money that had come there: not what begins at the transfer. So on every
    account what came less what is gone is what is there.
    """

    currency: str
    victims: tuple[str, ...]
    transfer: Int64s
    victim: Int64s
    came: Int64s
    gone: Int64s


def shares_by_transfer(con: duckdb.DuckDBPyConnection, rule: str, begun: Starts) -> Shares:
    """Follow what starts over the hops of a rule, which must be in the case.

    Money that runs into another start belongs from there to the victim of that one.
    """
    met = walk(con, rule, begun.ranges).pieces
    keys = met["transfer"] << _BITS | begun.victim[met["root"]]
    at, came = sums(keys, _where(met, ~met["returned"]))
    _, gone = sums(keys, _where(met, met["parent"] >= 0))
    some = (came > 0) | (gone > 0)
    at, came, gone = at[some], came[some], gone[some]
    victim = at & (1 << _BITS) - 1
    return Shares(begun.currency, begun.victims, at >> _BITS, victim, came, gone)


def _where(met: Pieces, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Int64s:
    shares: Int64s = np.where(chosen, met["share"], 0)
    return shares


def keep_shares(con: duckdb.DuckDBPyConnection, traced: Sequence[Shares]) -> None:
    """Make temp table ``whose`` (transfer, whose, traced currency, came, gone) of shares."""
    run_file(con, "flow/trails/whose.sql")
    for shares in traced:
        names = ("transfer", "victim", "came", "gone")
        con.register("shares_to_keep", {name: getattr(shares, name) for name in names})
        try:
            con.execute(
                sql_text("flow/trails/whose_kept.sql"),
                {"victims": list(shares.victims), "currency": shares.currency},
            ).fetchall()
        finally:
            con.unregister("shares_to_keep")
