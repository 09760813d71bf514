"""Taint: rules that share each payment among all money on an account, in the order of time.

How such a rule shares a payment depends on what is traced, so that nothing of it can be kept as
hops: claims are spread through all transfers in one compiled pass.
"""

from __future__ import annotations

from moneygraph.flow.taint.money import Money, read_money
from moneygraph.flow.taint.spread import Bounds, Claims, Tainted, spread, taint_bound, taint_bounds

__all__ = [
    "Bounds",
    "Claims",
    "Money",
    "Tainted",
    "read_money",
    "spread",
    "taint_bound",
    "taint_bounds",
]
