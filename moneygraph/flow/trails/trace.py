"""Traces money: from what a user names to the trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.flow.matching.hops import has_hops
from moneygraph.flow.trails.ends import place_rest, placed_ends, tell_hops, touching
from moneygraph.flow.trails.pieces import Bools, Int32s, Int64s, Pieces, Ranges, sums
from moneygraph.flow.trails.starts import Starts, find_starts
from moneygraph.flow.trails.trail import Trace
from moneygraph.flow.trails.walk import Walk, walk
from moneygraph.store.amounts import Moment, moment
from moneygraph.store.errors import CallError, CaseError

if TYPE_CHECKING:
    import duckdb

#: Transfer ids have 32 bits: a pair of them is one number.
_ID_BITS = 32


def trace(
    con: duckdb.DuckDBPyConnection,
    rule: str,
    starts: Iterable[str],
    *,
    back: bool = False,
    since: Moment | None = None,
    until: Moment | None = None,
    amount: int | None = None,
    currency: str | None = None,
) -> Trace:
    """Follow money under a rule, forward or back; the rule's hops must be in the case.

    ``starts`` are account numbers, owners' IIN or BIN, transfer ids or FILE:ROW. Forward,
    an account or owner means what left for others; back, what came from others. ``since``
    and ``until`` bound the moments at which that happened, both included; a day as ``until``
    means all of it. ``amount``, in minor units, takes only the first of it in time.
    ``currency`` chooses one where there are several.

    Raises `UnknownStart` for a start that is not in the case, `CallError` for a call that
    cannot be done as asked, `CaseError` when the hops are missing.
    """
    if not has_hops(con, rule):
        raise CaseError(
            f"the hops of rule {rule} are not in the case", "Build them first: ensure_hops."
        )
    if amount is not None and amount <= 0:
        raise CallError("the amount to trace is not above zero", "Give an amount above zero.")
    begun = find_starts(
        con,
        starts,
        back=back,
        since=moment("since", since, end_of_day=False),
        until=moment("until", until, end_of_day=True),
        amount=amount,
        currency=currency,
    )
    return follow(con, rule, begun, back=back)


def follow(
    con: duckdb.DuckDBPyConnection, rule: str, begun: Starts, *, back: bool = False
) -> Trace:
    """Follow what starts, over the hops of a rule; as `trace`."""
    return _told(con, rule, begun, walk(con, rule, begun.ranges, back=back), back=back)


def traced_amounts(
    con: duckdb.DuckDBPyConnection, rule: str, pieces: Sequence[tuple[int, int, int]]
) -> dict[str, Int64s]:
    """Follow pieces (transfer, lo, hi) forward and return how much of each transfer they are.

    The pieces are tiyn [lo, hi) of what transfers debited, none over another. Returns
    parallel arrays ``transfer`` (ids, in order) and ``amount`` (in the units that transfer
    debited), the pieces' own transfers among them.
    """
    table = np.array(sorted(pieces), np.int64).reshape(-1, 3)
    table = table[table[:, 2] > table[:, 1]]
    met = walk(con, rule, Ranges(table[:, 0], table[:, 1], table[:, 2])).pieces
    met = met[~met["returned"]]
    transfers, amounts = sums(met["transfer"], met["amount"])
    return {"transfer": transfers, "amount": amounts}


def _told(
    con: duckdb.DuckDBPyConnection, rule: str, begun: Starts, walked: Walk, *, back: bool
) -> Trace:
    met = walked.pieces
    going = met[~met["returned"] & (met["share"] > 0)]
    with touching(con, *sums(going["transfer"], going["share"])) as transfers:
        pairs, amounts, place_of_piece = _pairs(met, back)
        hops = tell_hops(con, pairs[0], pairs[1], amounts)
        place_rest(con, _rest(walked, begun.victim), back=back)
    ends = placed_ends(con, begun.victims)
    tied_hops = np.array([hop.tied for hop in hops], np.bool_)
    tied = _over_tied(walked, place_of_piece, tied_hops)
    first = met[met["parent"] < 0]
    returned = met[met["returned"]]
    ids, own = sums(
        np.concatenate([first["transfer"], returned["transfer"]]),
        np.concatenate([first["share"], -returned["share"]]),
    )
    return Trace(
        rule=rule,
        back=back,
        traced=int(walked.rest_share.sum()),
        currency=begun.currency,
        ends=ends,
        hops=hops,
        transfers=transfers,
        starts=dict(zip(ids.tolist(), own.tolist(), strict=True)),
        returned=int(returned["share"].sum()),
        tied=int(walked.rest_share[tied[walked.rest_piece]].sum()),
    )


def _rest(walked: Walk, victim_of_root: Int32s) -> dict[str, Int64s]:
    """Return what no hop takes on, added up by transfer and victim; see `place_rest`."""
    rest = walked.pieces[walked.rest_piece]
    keys = rest["transfer"] << _ID_BITS | victim_of_root[rest["root"]]
    at, amount = sums(keys, walked.rest_share)
    hops = _least(keys, rest["depth"])
    victim = at & (1 << _ID_BITS) - 1
    return {"transfer": at >> _ID_BITS, "victim": victim, "amount": amount, "hops": hops}


def _least(keys: Int64s, values: Int64s) -> Int64s:
    """Return the least value of each distinct key, in the order of the keys."""
    order = np.lexsort((values, keys))
    return values[order][np.unique(keys[order], return_index=True)[1]]


def _pairs(met: Pieces, back: bool) -> tuple[Int64s, Int64s, Int64s]:
    """Return the hops that pieces came over: (2, n) transfers, in order, and their amounts.

    Third comes for every piece the place of its hop, or -1 for a start.
    """
    here, before = met["transfer"], met["transfer"][met["parent"]]
    came = np.flatnonzero((met["parent"] >= 0) & (met["share"] > 0))
    ins, outs = (here[came], before[came]) if back else (before[came], here[came])
    keys, place = np.unique(ins << _ID_BITS | outs, return_inverse=True)
    amounts = np.zeros(len(keys), np.int64)
    np.add.at(amounts, place, met["share"][came])
    place_of_piece = np.full(len(met), -1, np.int64)
    place_of_piece[came] = place
    return np.stack([keys >> _ID_BITS, keys & (1 << _ID_BITS) - 1]), amounts, place_of_piece


def _over_tied(walked: Walk, place_of_piece: Int64s, tied_hops: Bools) -> Bools:
    """Tell for every piece whether it came over a hop that is tied."""
    tied = np.append(tied_hops, False)[place_of_piece]
    for first, last in walked.batches[1:]:
        tied[first:last] |= tied[walked.pieces["parent"][first:last]]
    return tied
