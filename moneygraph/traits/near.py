"""The compiled loops over neighbours: what those do who pay an account and whom it pays."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Int32s, Int64s, compiled
from moneygraph.traits.flows import Floats
from moneygraph.traits.lay import Bytes
from moneygraph.traits.records import GIVEN, SENT, Records


def measure_neighbours(
    from_account: Int32s, to_account: Int32s, amount: Int64s, to_amount: Int64s, use: Bytes,
    traits: Records,
) -> None:  # fmt: skip
    """Fill how much payers, payees and those whom the payers also pay pass on within a day.

    Each is a mean of shares passed on, weighed by the money between the two.
    """
    given, sent = np.maximum(1, traits["given"]), np.maximum(1, traits["sent"])
    passes = np.minimum(1.0, traits["day_passed"] / given)
    payers, beside = _before(from_account, to_account, to_amount, use, passes)
    traits["payers_pass_share"] = payers / given
    traits["beside_pass_share"] = beside / given
    traits["payees_pass_share"] = _after(from_account, to_account, amount, use, passes) / sent


@compiled
def _before(
    from_account: Int32s, to_account: Int32s, to_amount: Int64s, use: Bytes, passes: Floats
) -> tuple[Floats, Floats]:
    """Weigh what payers pass on, and what they pay to others who do."""
    weighed, paid = np.zeros(len(passes)), np.zeros(len(passes))
    for place in range(len(use)):
        if use[place] & GIVEN:
            payer = from_account[place]
            weighed[payer] += to_amount[place] * passes[to_account[place]]
            paid[payer] += to_amount[place]
    payers, beside = np.zeros(len(passes)), np.zeros(len(passes))
    for place in range(len(use)):
        if use[place] & GIVEN:
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
        if use[place] & SENT:
            payees[from_account[place]] += amount[place] * passes[to_account[place]]
    return payees
