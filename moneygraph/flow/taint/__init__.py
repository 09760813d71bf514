"""Carrying: rules that share payments among all money on an account, in the order of time.

What such a rule says of a payment depends on what is traced, so that nothing of it can be kept
as hops: claims are carried through all transfers in one compiled pass.
"""

from __future__ import annotations

from moneygraph.flow.taint.carry import Bounds, Carried, Claims, carry, carry_bound, carry_bounds
from moneygraph.flow.taint.money import Money, read_money

__all__ = [
    "Bounds",
    "Carried",
    "Claims",
    "Money",
    "carry",
    "carry_bound",
    "carry_bounds",
    "read_money",
]
