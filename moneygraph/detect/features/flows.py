"""Compiled loops over hops: how soon money goes on, where it comes from, where it gets to.

And the loop over neighbours: how much payers, payees and the payers' other payees pass on.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.detect.features.inputs import Bytes
from moneygraph.detect.features.records import EXIT, PAID, RECEIVED, Record, Records
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled

Floats: TypeAlias = NDArray[np.float64]

#: Hops that a share is carried over, and how long money may stay at each stop.
_ROUNDS = 4
_DAY_S = 86_400
_STAY_S = 3 * _DAY_S
#: A hop of at least this part of both payments makes them alike.
_ALIKE = 0.8
#: A sum so many times the account's usual one is large; this part of it is most.
LARGE, MOST = 3, 0.8


@compiled
def measure_hops(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, use: Bytes, from_account: Int32s,
    to_account: Int32s, out_amount: Int64s, in_amount: Int64s, features: Records,
) -> None:  # fmt: skip
    """Fill how soon what was given went on, and how new the money was that was sent."""
    soon = np.zeros(len(use), np.int64)  # how much of each transfer went on within a day
    for hop in range(len(ins)):
        if use[outs[hop]] & PAID:
            feature = features[from_account[outs[hop]]]
            if dwell_s[hop] <= 3_600:
                feature.hour_paid += amount[hop]
            if dwell_s[hop] <= _DAY_S:
                feature.day_paid += amount[hop]
            if use[ins[hop]] & RECEIVED:
                note_passed(feature, amount[hop], dwell_s[hop])
                if dwell_s[hop] <= _DAY_S:
                    soon[ins[hop]] += amount[hop]
                most = max(out_amount[outs[hop]], in_amount[ins[hop]])
                if dwell_s[hop] <= _STAY_S and amount[hop] >= _ALIKE * most:
                    feature.alike_passed += amount[hop]
    count_passes(soon, in_amount, to_account, features)


@compiled
def count_passes(soon: Int64s, in_amount: Int64s, to_account: Int32s, features: Records) -> None:
    """Count what came in sums that are large for the account and mostly went on."""
    for place in range(len(soon)):
        feature = features[to_account[place]]
        large = in_amount[place] >= LARGE * feature.usual
        if large and 0 < in_amount[place] <= soon[place] / MOST:
            feature.passes += 1


@compiled
def note_passed(feature: Record, amount: int, dwell_s: int) -> None:
    """Add what was given and sent on."""
    if dwell_s <= 60:
        feature.minute_passed += amount
    if dwell_s <= 3_600:
        feature.hour_passed += amount
    if dwell_s <= _DAY_S:
        feature.day_passed += amount
    if dwell_s <= _STAY_S:
        feature.days_passed += amount
    if dwell_s <= 7 * _DAY_S:
        feature.week_passed += amount


@compiled
def spread(
    into: Int32s, out_of: Int32s, amount: Int64s, dwell_s: Int64s, whole: Int64s, begun: Floats
) -> Floats:
    """Return the share of each transfer that quick hops bring to it, a few one after another.

    It begins as ``begun``, and a hop brings the share of the one transfer (``out_of``) to the
    other, whose amount is ``whole``; what a transfer began with it never loses.
    """
    share, got = begun.copy(), np.empty(len(begun))
    for _ in range(_ROUNDS):
        got[:] = 0
        for hop in range(len(into)):
            if dwell_s[hop] <= _STAY_S:
                got[into[hop]] += amount[hop] * share[out_of[hop]]
        for place in range(len(begun)):
            share[place] = max(begun[place], got[place] / max(1, whole[place]))
    return share


def share_to_exit(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, to_amount: Int64s, use: Bytes
) -> Floats:
    """Return the share of each transfer that soon left the banks, over a few quick hops."""
    begun = (use & EXIT > 0).astype(np.float64)
    shares: Floats = spread(ins, outs, amount, dwell_s, to_amount, begun)
    return shares


def share_from_source(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, out_amount: Int64s, source: Bools
) -> Floats:
    """Return the share of each transfer that comes from a `source`, over a few quick hops."""
    shares: Floats = spread(outs, ins, amount, dwell_s, out_amount, source.astype(np.float64))
    return shares


@compiled
def measure_shares(
    to_account: Int32s, to_amount: Int64s, use: Bytes, to_exit: Floats, from_source: Floats,
    features: Records,
) -> None:  # fmt: skip
    """Fill which shares of what was given came from such sources and got to exits."""
    for place in range(len(use)):
        if use[place] & RECEIVED:
            feature = features[to_account[place]]
            feature.left_share += to_exit[place] * to_amount[place]
            feature.source_share += from_source[place] * to_amount[place]
    for account in range(len(features)):
        feature = features[account]
        feature.left_share = min(1.0, feature.left_share / max(1, feature.received))
        feature.source_share = min(1.0, feature.source_share / max(1, feature.received))


def measure_neighbours(
    from_account: Int32s, to_account: Int32s, amount: Int64s, to_amount: Int64s, use: Bytes,
    features: Records,
) -> None:  # fmt: skip
    """Fill how much payers, payees and those whom the payers also pay pass on within a day.

    Each is a mean of shares passed on, weighed by the money between the two.
    """
    given, sent = np.maximum(1, features["received"]), np.maximum(1, features["paid"])
    passes = np.minimum(1.0, features["day_passed"] / given)
    payers, beside = _before(from_account, to_account, to_amount, use, passes)
    features["payers_pass_share"] = payers / given
    features["beside_pass_share"] = beside / given
    features["payees_pass_share"] = _after(from_account, to_account, amount, use, passes) / sent


@compiled
def _before(
    from_account: Int32s, to_account: Int32s, to_amount: Int64s, use: Bytes, passes: Floats
) -> tuple[Floats, Floats]:
    """Weigh what payers pass on, and what they pay to others who do."""
    weighed, paid = np.zeros(len(passes)), np.zeros(len(passes))
    for place in range(len(use)):
        if use[place] & RECEIVED:
            payer = from_account[place]
            weighed[payer] += to_amount[place] * passes[to_account[place]]
            paid[payer] += to_amount[place]
    payers, beside = np.zeros(len(passes)), np.zeros(len(passes))
    for place in range(len(use)):
        if use[place] & RECEIVED:
            payer, payee = from_account[place], to_account[place]
            payers[payee] += to_amount[place] * passes[payer]
            rest = paid[payer] - to_amount[place]
            if rest > 0:
                others = weighed[payer] - to_amount[place] * passes[payee]
                beside[payee] += to_amount[place] * min(1.0, max(0.0, others / rest))
    return payers, beside


@compiled
def _after(
    from_account: Int32s, to_account: Int32s, amount: Int64s, use: Bytes, passes: Floats
) -> Floats:
    """Weigh what payees pass on."""
    payees = np.zeros(len(passes))
    for place in range(len(use)):
        if use[place] & PAID:
            payees[from_account[place]] += amount[place] * passes[to_account[place]]
    return payees
