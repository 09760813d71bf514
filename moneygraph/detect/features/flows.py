"""Compiled loops over hops: how soon money goes on, where it comes from, where it goes.

A loop over neighbours adds how much payers, payees and the payers' other payees pass on.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.detect.features.inputs import Bytes
from moneygraph.detect.features.records import EXIT, PAID, RECEIVED, Record, Records
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled

Floats: TypeAlias = NDArray[np.float64]

#: Over how many hops a share is spread, and how long money may stay at each account.
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
    """Fill how soon received money went on, and how new the paid money was."""
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
    for index in range(len(soon)):
        feature = features[to_account[index]]
        large = in_amount[index] >= LARGE * feature.usual
        if large and 0 < in_amount[index] <= soon[index] / MOST:
            feature.passes += 1


@compiled
def note_passed(feature: Record, amount: int, dwell_s: int) -> None:
    """Add received money that was paid on."""
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
    into: Int32s, out_of: Int32s, amount: Int64s, dwell_s: Int64s, whole: Int64s, initial: Floats
) -> Floats:
    """Return the share of each transfer that a few quick hops in a row bring to it.

    It starts as ``initial``, and a hop brings the share of the one transfer (``out_of``) to the
    other, whose amount is ``whole``; no share falls below its initial one.
    """
    share, gained = initial.copy(), np.empty(len(initial))
    for _ in range(_ROUNDS):
        gained[:] = 0
        for hop in range(len(into)):
            if dwell_s[hop] <= _STAY_S:
                gained[into[hop]] += amount[hop] * share[out_of[hop]]
        for index in range(len(initial)):
            share[index] = max(initial[index], gained[index] / max(1, whole[index]))
    return share


def share_to_exit(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, to_amount: Int64s, use: Bytes
) -> Floats:
    """Return the share of each transfer that soon left the banks, over a few quick hops."""
    initial = (use & EXIT > 0).astype(np.float64)
    shares: Floats = spread(ins, outs, amount, dwell_s, to_amount, initial)
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
    """Fill which shares of received money came from such sources and went to exits."""
    for index in range(len(use)):
        if use[index] & RECEIVED:
            feature = features[to_account[index]]
            feature.left_share += to_exit[index] * to_amount[index]
            feature.source_share += from_source[index] * to_amount[index]
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
    received, paid = np.maximum(1, features["received"]), np.maximum(1, features["paid"])
    passes = np.minimum(1.0, features["day_passed"] / received)
    payers, beside = _before(from_account, to_account, to_amount, use, passes)
    features["payers_pass_share"] = payers / received
    features["beside_pass_share"] = beside / received
    features["payees_pass_share"] = _after(from_account, to_account, amount, use, passes) / paid


@compiled
def _before(
    from_account: Int32s, to_account: Int32s, to_amount: Int64s, use: Bytes, passes: Floats
) -> tuple[Floats, Floats]:
    """Weigh what payers pass on, and what they pay to others who do."""
    weighed, paid = np.zeros(len(passes)), np.zeros(len(passes))
    for index in range(len(use)):
        if use[index] & RECEIVED:
            payer = from_account[index]
            weighed[payer] += to_amount[index] * passes[to_account[index]]
            paid[payer] += to_amount[index]
    payers, beside = np.zeros(len(passes)), np.zeros(len(passes))
    for index in range(len(use)):
        if use[index] & RECEIVED:
            payer, payee = from_account[index], to_account[index]
            payers[payee] += to_amount[index] * passes[payer]
            rest = paid[payer] - to_amount[index]
            if rest > 0:
                others = weighed[payer] - to_amount[index] * passes[payee]
                beside[payee] += to_amount[index] * min(1.0, max(0.0, others / rest))
    return payers, beside


@compiled
def _after(
    from_account: Int32s, to_account: Int32s, amount: Int64s, use: Bytes, passes: Floats
) -> Floats:
    """Weigh what payees pass on."""
    payees = np.zeros(len(passes))
    for index in range(len(use)):
        if use[index] & PAID:
            payees[from_account[index]] += amount[index] * passes[to_account[index]]
    return payees
