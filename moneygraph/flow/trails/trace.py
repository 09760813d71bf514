"""Traces money: from what a user names to the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moneygraph.flow.doubts import Doubts, read_doubts
from moneygraph.flow.matching.hops import has_hops
from moneygraph.flow.trails.ends import describe_hops, read_ends, sum_rest, touching
from moneygraph.flow.trails.pieces import Bools, Int64s, Pieces, Ranges, sums
from moneygraph.flow.trails.starts import Starts, find_starts
from moneygraph.flow.trails.stops import WORDS
from moneygraph.flow.trails.trail import Doubt, Trace
from moneygraph.flow.trails.walk import Walk, walk
from moneygraph.store.amounts import Moment, moment
from moneygraph.store.errors import CallError, CaseError
from moneygraph.store.message import Message

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
    cannot be done, `CaseError` when the hops are missing.
    """
    if not has_hops(con, rule):
        raise CaseError(
            Message("the hops of rule {rule} are not in the case", rule=rule),
            Message("Build them first: ensure_hops."),
        )
    if amount is not None and amount <= 0:
        raise CallError(
            Message("the amount to trace is not above zero"), Message("Give an amount above zero.")
        )
    found = find_starts(
        con,
        starts,
        back=back,
        since=moment("since", since, end_of_day=False),
        until=moment("until", until, end_of_day=True),
        amount=amount,
        currency=currency,
    )
    return follow(con, rule, found, back=back)


def follow(
    con: duckdb.DuckDBPyConnection, rule: str, starts: Starts, *, back: bool = False
) -> Trace:
    """Follow the money of starts over the hops of a rule; as `trace`."""
    walked = walk(con, rule, starts.ranges, back=back, returns=starts.returns(con))
    return trace_of_walk(con, rule, starts, walked, back=back)


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
    walked = walk(con, rule, Ranges(table[:, 0], table[:, 1], table[:, 2])).pieces
    walked = walked[~walked["returned"]]
    transfers, amounts = sums(walked["transfer"], walked["amount"])
    return {"transfer": transfers, "amount": amounts}


def trace_of_walk(
    con: duckdb.DuckDBPyConnection, rule: str, starts: Starts, walked: Walk, *, back: bool
) -> Trace:
    """Return what a walk from starts found as a trace."""
    pieces = walked.pieces
    going = pieces[~pieces["returned"] & (pieces["share"] > 0)]
    doubts = read_doubts(con).of(going["transfer"])
    over_unsure = passed_on(walked, np.isin(pieces["transfer"], doubts.transfer))
    with touching(con, *sums(going["transfer"], going["share"])) as transfers:
        pairs, amounts, hop_of_piece = pairs_of(pieces, back)
        hops = describe_hops(con, pairs[0], pairs[1], amounts)
        victim = starts.victim[pieces["root"]].astype(np.int64)
        sum_rest(con, rest_of(walked, victim, over_unsure), starts.currency, back=back)
    ends = read_ends(con, starts.victims)
    tied_hops = np.array([hop.tied for hop in hops], np.bool_)
    tied = _over_tied(walked, hop_of_piece, tied_hops)
    first = pieces[pieces["parent"] < 0]
    returned = pieces[pieces["returned"]]
    ids, own = sums(
        np.concatenate([first["transfer"], returned["transfer"]]),
        np.concatenate([first["share"], -returned["share"]]),
    )
    return Trace(
        rule=rule,
        back=back,
        traced=int(walked.rest_share.sum()),
        currency=starts.currency,
        ends=ends,
        hops=hops,
        transfers=transfers,
        starts=dict(zip(ids.tolist(), own.tolist(), strict=True)),
        returned=int(returned["share"].sum()),
        tied=int(walked.rest_share[tied[walked.rest_piece]].sum()),
        hangs_on=named_doubts(doubts, {one: touched.traced for one, touched in transfers.items()}),
    )


def named_doubts(doubts: Doubts, traced: Mapping[int, int]) -> tuple[Doubt, ...]:
    """Return doubts with how much of the traced money each of their transfers moved."""
    rows = zip(doubts.transfer.tolist(), doubts.reason.tolist(), strict=True)
    return tuple(Doubt(one, reason, traced.get(one, 0)) for one, reason in rows)


def rest_of(walked: Walk, apart: Int64s, over_unsure: Bools) -> dict[str, NDArray[Any]]:
    """Return what no hop takes on, added up by transfer, victim and word; see `sum_rest`.

    ``apart`` is the victim of each piece, or another number by which to keep sums apart.
    """
    rest = walked.pieces[walked.rest_piece]
    keys = rest["transfer"] << _ID_BITS | apart[walked.rest_piece] * len(WORDS)
    key_of, amount = sums(keys + walked.rest_word, walked.rest_share)
    unsure = sums(keys + walked.rest_word, walked.rest_share * over_unsure[walked.rest_piece])[1]
    hops = _least(keys + walked.rest_word, rest["depth"])
    victim, word = np.divmod(key_of & (1 << _ID_BITS) - 1, len(WORDS))
    return {
        "transfer": key_of >> _ID_BITS,
        "victim": victim,
        "word": np.array(WORDS, object)[word],
        "amount": amount,
        "unsure": unsure,
        "hops": hops,
    }


def _least(keys: Int64s, values: Int64s) -> Int64s:
    """Return the least value of each distinct key, in the order of the keys."""
    order = np.lexsort((values, keys))
    return values[order][np.unique(keys[order], return_index=True)[1]]


def pairs_of(pieces: Pieces, back: bool) -> tuple[Int64s, Int64s, Int64s]:
    """Return the hops that pieces came over: (2, n) transfers, in order, and their amounts.

    The third value is the index of the hop of every piece, or -1 for a start.
    """
    here, before = pieces["transfer"], pieces["transfer"][pieces["parent"]]
    came = np.flatnonzero((pieces["parent"] >= 0) & (pieces["share"] > 0))
    ins, outs = (here[came], before[came]) if back else (before[came], here[came])
    keys, hop = np.unique(ins << _ID_BITS | outs, return_inverse=True)
    amounts = np.zeros(len(keys), np.int64)
    np.add.at(amounts, hop, pieces["share"][came])
    hop_of_piece = np.full(len(pieces), -1, np.int64)
    hop_of_piece[came] = hop
    return np.stack([keys >> _ID_BITS, keys & (1 << _ID_BITS) - 1]), amounts, hop_of_piece


def _over_tied(walked: Walk, hop_of_piece: Int64s, tied_hops: Bools) -> Bools:
    """Tell for every piece whether it came over a hop that is tied."""
    return passed_on(walked, np.append(tied_hops, False)[hop_of_piece])


def passed_on(walked: Walk, marked: Bools) -> Bools:
    """Return the pieces that are marked, and those that money of these went on as."""
    for first, last in walked.batches[1:]:
        marked[first:last] |= marked[walked.pieces["parent"][first:last]]
    return marked
