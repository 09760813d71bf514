"""The compiled loops over hops: how soon money went on, where it came from, where it got to."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.hops.kernel import Int32s, Int64s, compiled
from moneygraph.traits.records import EXIT, GIVEN, SENT, Records

Floats: TypeAlias = NDArray[np.float64]

#: Hops that a share is carried over, and how long money may stay at each stop.
_ROUNDS = 4
_STAY_S = 3 * 86_400


@compiled
def measure_hops(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, paid: Records, traits: Records
) -> None:
    """Fill how soon what was given went on, and how new the money was that was sent."""
    for hop in range(len(ins)):
        out = paid[outs[hop]]
        if not out.use & SENT:
            continue
        trait = traits[out.from_account]
        if dwell_s[hop] <= 3_600:
            trait.hour_sent += amount[hop]
        if dwell_s[hop] <= 86_400:
            trait.day_sent += amount[hop]
        if not paid[ins[hop]].use & GIVEN:
            continue
        if dwell_s[hop] <= 60:
            trait.minute_passed += amount[hop]
        if dwell_s[hop] <= 3_600:
            trait.hour_passed += amount[hop]
        if dwell_s[hop] <= 86_400:
            trait.day_passed += amount[hop]
        if dwell_s[hop] <= _STAY_S:
            trait.days_passed += amount[hop]
        if dwell_s[hop] <= 7 * 86_400:
            trait.week_passed += amount[hop]


@compiled
def share_to_exit(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, paid: Records
) -> Floats:
    """Return the share of each transfer that soon left the banks, over a few quick hops."""
    share = np.zeros(len(paid))
    for place in range(len(paid)):
        share[place] = 1.0 if paid[place].use & EXIT else 0.0
    for _ in range(_ROUNDS):
        got = np.zeros(len(paid))
        for hop in range(len(ins)):
            if dwell_s[hop] <= _STAY_S:
                got[ins[hop]] += amount[hop] * share[outs[hop]]
        for place in range(len(paid)):
            if not paid[place].use & EXIT:
                share[place] = got[place] / max(1, paid[place].to_amount)
    return share


@compiled
def share_from_source(
    ins: Int32s, outs: Int32s, amount: Int64s, dwell_s: Int64s, paid: Records
) -> Floats:
    """Return the share of each transfer that comes from payers whom it emptied, in one or more.

    Such a source is a payment that empties its payer's account to somebody he never paid so
    much; or, on the way, what came from one over a few quick hops.
    """
    share = np.zeros(len(paid))
    for place in range(len(paid)):
        share[place] = 1.0 if paid[place].empties and paid[place].is_new else 0.0
    begun = share.copy()
    for _ in range(_ROUNDS):
        got = np.zeros(len(paid))
        for hop in range(len(ins)):
            if dwell_s[hop] <= _STAY_S:
                got[outs[hop]] += amount[hop] * share[ins[hop]]
        for place in range(len(paid)):
            share[place] = max(begun[place], got[place] / max(1, paid[place].amount))
    return share


@compiled
def measure_shares(paid: Records, to_exit: Floats, from_source: Floats, traits: Records) -> None:
    """Fill which shares of what was given came from such sources and got to exits."""
    for place in range(len(paid)):
        one = paid[place]
        if one.use & GIVEN:
            trait = traits[one.to_account]
            trait.exit_share += to_exit[place] * one.to_amount
            trait.source_share += from_source[place] * one.to_amount
    for account in range(len(traits)):
        trait = traits[account]
        if trait.given > 0:
            trait.exit_share /= trait.given
            trait.source_share /= trait.given


@compiled
def measure_neighbours(paid: Records, traits: Records) -> None:
    """Fill how much payers, payees and those whom the payers also pay pass on within a day.

    Each is a mean of shares passed on, weighed by the money between the two.
    """
    passes = np.zeros(len(traits))
    for account in range(len(traits)):
        if traits[account].given > 0:
            passes[account] = min(1.0, traits[account].day_passed / traits[account].given)
    weighed, sent = np.zeros(len(traits)), np.zeros(len(traits))
    for place in range(len(paid)):
        one = paid[place]
        if one.use & GIVEN:
            weighed[one.from_account] += one.to_amount * passes[one.to_account]
            sent[one.from_account] += one.to_amount
    for place in range(len(paid)):
        one = paid[place]
        if one.use & GIVEN:
            trait, payer = traits[one.to_account], one.from_account
            trait.payers_pass_share += one.to_amount * passes[payer]
            rest = sent[payer] - one.to_amount
            if rest > 0:
                own = one.to_amount * passes[one.to_account]
                trait.beside_pass_share += one.to_amount * (weighed[payer] - own) / rest
        if one.use & SENT:
            traits[one.from_account].payees_pass_share += one.amount * passes[one.to_account]
    for account in range(len(traits)):
        trait = traits[account]
        if trait.given > 0:
            trait.payers_pass_share /= trait.given
            trait.beside_pass_share /= trait.given
        if trait.sent > 0:
            trait.payees_pass_share /= trait.sent
