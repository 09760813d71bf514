"""A trail by layers: how much of the money moved from which layer to the next, and what stays.

Layer 0 is where the money started, layer 1 who was paid from there. An account that money comes
back to is in several layers, so that nothing leads from a layer to an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from moneygraph.flow.doubts import read_doubts
from moneygraph.flow.trails.ends import sum_rest, touching
from moneygraph.flow.trails.pieces import Bools, Int64s, Pieces, sums
from moneygraph.flow.trails.starts import Starts
from moneygraph.flow.trails.trace import pairs_of, passed_on, rest_of, trace_of_walk
from moneygraph.flow.trails.trail import Trace
from moneygraph.flow.trails.walk import Walk, walk
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

_ID_BITS: Final = 32
_STAYS: Final = """
select e.victim + 1, a.number, e.end_kind, sum(e.amount)::bigint, sum(e.unsure)::bigint,
    min(e.first_ts), max(e.last_ts)
from end_amount as e join account as a on a.id = e.account
group by all
order by 1, 4 desc, 2, 3
"""


class Step(NamedTuple):
    """Traced money that a transfer moved from a layer to the next (back: came from the next).

    ``tied`` of ``amount`` came over a hop whose order is not known. Of money that ``restarts``,
    another start of the trail moved it on and counts it: the layer's account had it, and no more.
    """

    layer: int
    transfer: int
    amount: int
    tied: int
    restarts: int


class Stay(NamedTuple):
    """Traced money that stays at an account of a layer, by its end; as `trail.End`."""

    layer: int
    account: str
    end: str
    amount: int
    unsure: int
    first_ts: datetime
    last_ts: datetime


@dataclass(frozen=True)
class Layers:
    """What moves between layers and what stays, ordered by layer; minor units of the trace.

    What enters an account in a layer is what stays there, goes on to the next layer, and restarts.
    ``doubted`` are the transfers of the trail that are not sure.
    """

    steps: list[Step]
    stays: list[Stay]
    doubted: dict[int, str]


def follow_by_layers(
    con: duckdb.DuckDBPyConnection, rule: str, starts: Starts, *, back: bool = False
) -> tuple[Trace, Layers]:
    """Follow the money of starts over the hops of a rule; return the trace and its layers."""
    walked = walk(con, rule, starts.ranges, back=back, returns=starts.returns(con))
    trace = trace_of_walk(con, rule, starts, walked, back=back)
    pieces = walked.pieces
    moved = pieces["share"] > 0
    going = pieces[~pieces["returned"] & moved]
    doubts = read_doubts(con).of(going["transfer"])
    unsure = passed_on(walked, np.isin(pieces["transfer"], doubts.transfer))
    steps = _steps(pieces, moved, _came_tied(pieces, trace, back))
    stays = _stays(con, walked, going, unsure, starts.currency, back)
    doubted = dict(zip(doubts.transfer.tolist(), doubts.reason.tolist(), strict=True))
    return trace, Layers(steps, stays, doubted)


def _came_tied(pieces: Pieces, trace: Trace, back: bool) -> Bools:
    """Tell of every piece whether the hop it came over is tied."""
    _, _, hop_of_piece = pairs_of(pieces, back)
    tied = np.array([hop.tied for hop in trace.hops], np.bool_)
    return np.append(tied, False)[hop_of_piece]


def _steps(pieces: Pieces, moved: Bools, tied: Bools) -> list[Step]:
    keys = pieces["depth"][moved] << _ID_BITS | pieces["transfer"][moved]
    share, returned = pieces["share"][moved], pieces["returned"][moved]
    key_of, amount = sums(keys, np.where(returned, 0, share))
    _, of_tied = sums(keys, np.where(tied[moved] & ~returned, share, 0))
    _, restarts = sums(keys, np.where(returned, share, 0))
    columns: list[Int64s] = [key_of >> _ID_BITS, key_of & (1 << _ID_BITS) - 1]
    rows = (column.tolist() for column in (*columns, amount, of_tied, restarts))
    return [Step(*row) for row in zip(*rows, strict=True)]


def _stays(
    con: duckdb.DuckDBPyConnection,
    walked: Walk,
    going: Pieces,
    unsure: Bools,
    currency: str,
    back: bool,
) -> list[Stay]:
    """Return the ends with each layer's apart: layers stand where victims do in sums of ends."""
    rest = rest_of(walked, walked.pieces["depth"], unsure)
    with touching(con, *sums(going["transfer"], going["share"])):
        sum_rest(con, rest, currency, back=back)
    return [Stay(*row) for row in rows_of(con, _STAYS)]
