"""The traced money that each transfer moved, by victim."""

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
    """How much of each transfer is traced from each victim: parallel arrays ordered by these two.

    Amounts are minor units of ``currency``, the traced one; ``victim`` is an index into
    ``victims``. ``received`` is what the receiver got of it. ``paid`` is what the sender paid
    of such money that it had received: not what starts at the transfer. So on every
    account received less paid is what is there.
    """

    currency: str
    victims: tuple[str, ...]
    transfer: Int64s
    victim: Int64s
    received: Int64s
    paid: Int64s


def shares_by_transfer(con: duckdb.DuckDBPyConnection, rule: str, starts: Starts) -> Shares:
    """Follow the money of starts over the hops of a rule, which must be in the case.

    Money that runs into another start counts from there for the victim of that one.
    """
    pieces = walk(con, rule, starts.ranges, returns=starts.returns(con)).pieces
    keys = pieces["transfer"] << _BITS | starts.victim[pieces["root"]]
    key_of, received = sums(keys, _shares_where(pieces, ~pieces["returned"]))
    _, paid = sums(keys, _shares_where(pieces, pieces["parent"] >= 0))
    some = (received > 0) | (paid > 0)
    key_of, received, paid = key_of[some], received[some], paid[some]
    victim = key_of & (1 << _BITS) - 1
    return Shares(starts.currency, starts.victims, key_of >> _BITS, victim, received, paid)


def _shares_where(pieces: Pieces, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Int64s:
    shares: Int64s = np.where(chosen, pieces["share"], 0)
    return shares


def keep_shares(con: duckdb.DuckDBPyConnection, traced: Sequence[Shares]) -> None:
    """Make the temporary table ``traced_share`` of shares; its columns are in the SQL file."""
    run_file(con, "flow/trails/traced_share.sql")
    for shares in traced:
        names = ("transfer", "victim", "received", "paid")
        con.register("shares_to_keep", {name: getattr(shares, name) for name in names})
        try:
            con.execute(
                sql_text("flow/trails/traced_share_kept.sql"),
                {"victims": list(shares.victims), "currency": shares.currency},
            ).fetchall()
        finally:
            con.unregister("shares_to_keep")
