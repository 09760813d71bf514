"""The transfers, hops and events of a report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.flow.trails.ends import touching
from moneygraph.report.dossier.register import Register
from moneygraph.report.dossier.trail import stays_of
from moneygraph.report.text.numbers import iso, plain_amount
from moneygraph.report.text.words import place_words
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb

    from moneygraph.casework.laid import Laid
    from moneygraph.flow.trails import Trace
    from moneygraph.flow.trails.layers import Layers
    from moneygraph.flow.trails.trail import Touched

#: How many transfers a report holds; the smaller ones are summed up.
MOST: Final = 20_000
#: Where money leaves for good.
EXITS: Final = ("exchange", "p2p", "cash", "abroad", "spent")
COLUMNS: Final = (
    *("id", "ts", "from", "to", "amount", "currency", "kind", "traced", "layers", "places"),
    "doubt",
)


@dataclass(frozen=True)
class Moves:
    """The transfers that a report holds, by id, with how much of each is traced by layer.

    Layer n leads from accounts of layer n to those of the next; in a trail back, which ends where a
    trail forward starts, layers count down to -1. Of those in ``days`` only the day is known.
    """

    transfers: dict[int, Touched]
    layers: dict[int, list[tuple[int, int]]]
    doubted: dict[int, str]
    days: frozenset[int]
    left_out: int
    left_out_amount: int

    def ts(self, touched: Touched) -> str | None:
        """Return when a transfer left its payer, as ISO 8601: a day where only that is known."""
        return iso(touched.ts.date() if touched.id in self.days else touched.ts)


def gather_moves(con: duckdb.DuckDBPyConnection, laid: Laid) -> Moves:
    """Return the largest transfers of all trails, and the loans before the money was stolen."""
    transfers: dict[int, Touched] = {}
    layers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    doubted: dict[int, str] = {}
    for trace, one in laid.trails:
        transfers |= trace.transfers
        doubted |= one.doubted
        for step in one.steps:
            if step.amount:
                layer = -1 - step.layer if trace.back else step.layer
                layers[step.transfer].append((layer, step.amount))
    order = sorted(transfers.values(), key=lambda one: (-one.traced, one.id))
    kept = {one.id: one for one in order[:MOST]}
    left = order[MOST:]
    if laid.complaints:
        kept = {one.id: one for one in _loans(con, laid) if one.id not in kept} | kept
    return Moves(
        kept, layers, doubted, _days(con, kept), len(left), sum(one.traced for one in left)
    )


def _days(con: duckdb.DuckDBPyConnection, kept: Iterable[int]) -> frozenset[int]:
    sql = named_sql("report/dossier/accounts.sql")["days"]
    return frozenset(one for (one,) in con.execute(sql, {"ids": list(kept)}).fetchall())


def _loans(con: duckdb.DuckDBPyConnection, laid: Laid) -> Iterable[Touched]:
    trace, layers = laid.forward
    robbed: dict[str, list[datetime]] = defaultdict(list)
    for step in layers.steps:
        if step.layer == 0:
            touched = trace.transfers[step.transfer]
            robbed[touched.sender.account].append(touched.ts)
    columns = {
        "number": np.array(list(robbed), object),
        "first_ts": np.array([min(times) for times in robbed.values()], "datetime64[us]"),
        "last_ts": np.array([max(times) for times in robbed.values()], "datetime64[us]"),
    }
    con.register("robbed", columns)
    try:
        rows = con.execute(named_sql("report/dossier/accounts.sql")["loans"]).fetchall()
    finally:
        con.unregister("robbed")
    ids = np.array([row[0] for row in rows], np.int64)
    with touching(con, ids, np.zeros_like(ids)) as transfers:
        return transfers.values()


def transfer_values(
    con: duckdb.DuckDBPyConnection, moves: Moves, register: Register, currency: str
) -> dict[str, Any]:
    """Return the transfers as a table: `columns`, and `rows` in the order of time and id."""
    places = _places(con, list(moves.transfers))
    order = sorted(moves.transfers.values(), key=lambda one: (one.ts, one.id))
    return {
        "columns": list(COLUMNS),
        "rows": [
            [
                one.id,
                moves.ts(one),
                register.of(one.sender.account),
                register.of(one.receiver.account),
                plain_amount(one.amount, one.currency),
                one.currency,
                one.kind,
                plain_amount(one.traced, currency),
                [
                    [layer, plain_amount(amount, currency)]
                    for layer, amount in sorted(moves.layers.get(one.id, ()))
                ],
                places.get(one.id, []),
                moves.doubted.get(one.id),
            ]
            for one in order
        ],
        "left_out": moves.left_out,
        "left_out_amount": plain_amount(moves.left_out_amount, currency),
    }


def _places(con: duckdb.DuckDBPyConnection, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return FILE:ROW of the rows that report each transfer."""
    sql = named_sql("report/dossier/accounts.sql")["places"]
    found: dict[int, list[str]] = defaultdict(list)
    for one, file, sheet, row, sheets in con.execute(sql, {"ids": list(ids)}).fetchall():
        place = {"file": file, "sheet": sheet, "row": row, "sheets": sheets}
        found[one].append(place_words(place))
    return found


def hop_values(laid: Laid, moves: Moves) -> list[list[Any]]:
    """Return which transfer paid for which: rows of in, out, amount, dwell in seconds, tied."""
    found: dict[tuple[int, int], list[Any]] = {}
    for trace, _ in laid.trails:
        for hop in trace.hops:
            ids = hop.in_transfer, hop.out_transfer
            if all(one in moves.transfers for one in ids):
                amount = plain_amount(hop.amount, trace.currency)
                found[ids] = [*ids, amount, hop.dwell_s, hop.tied]
    return [found[ids] for ids in sorted(found)]


def event_values(laid: Laid, moves: Moves) -> list[dict[str, Any]]:
    """Return what happened, in the order of time: loans, what was stolen, passed on, and left.

    Of an account or owner: what came ("in"), went ("out"), and where that left in the end.
    """
    trace, layers = laid.forward
    events = [*_forward(trace, layers, moves, "stolen" if laid.complaints else "out")]
    if laid.complaints:
        events += [
            _event(moves, one, "loan", one.amount, one.currency)
            for one in moves.transfers.values()
            if one.id not in moves.layers
        ]
    else:
        back, behind = laid.trails[0]
        events += [
            _event(moves, back.transfers[step.transfer], "in", step.amount, back.currency)
            for step in behind.steps
            if step.layer == 0 and step.transfer in moves.transfers
        ]
    return sorted(events, key=lambda one: (one["ts"], one["transfer"], one["lane"]))


def _forward(trace: Trace, layers: Layers, moves: Moves, start: str) -> Iterable[dict[str, Any]]:
    stays = stays_of(layers.stays)
    arrived: Counter[tuple[int, str]] = Counter()
    for step in layers.steps:
        arrived[step.layer + 1, trace.transfers[step.transfer].receiver.account] += step.amount
    for step in layers.steps:
        if step.transfer not in moves.transfers or not step.amount:
            continue
        touched = trace.transfers[step.transfer]
        place = step.layer + 1, touched.receiver.account
        # an end, where all that came to the account at that layer has it
        end = next((one for one, amount in stays[place].items() if amount == arrived[place]), None)
        if end in (*EXITS, "returned"):
            lane = "returned" if end == "returned" else "exit"
        else:
            lane, end = ("layer" if step.layer else start), None
        yield _event(moves, touched, lane, step.amount, trace.currency, layer=step.layer, end=end)


def _event(
    moves: Moves,
    touched: Touched,
    lane: str,
    amount: int,
    currency: str,
    *,
    layer: int = 0,
    end: str | None = None,
) -> dict[str, Any]:
    return {
        "ts": moves.ts(touched),
        "lane": lane,
        "layer": layer,
        "transfer": touched.id,
        "end": end,
        "amount": plain_amount(amount, currency),
    }
