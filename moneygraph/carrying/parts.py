"""Whole parts of whole amounts, exact beyond 64 bits."""

from __future__ import annotations

from moneygraph.hops.kernel import compiled


@compiled
def part_of(whole: int, some: int, of: int) -> int:
    """Return floor(whole * some / of); none below zero, ``of`` below 2**62 and not zero."""
    if whole == 0 or some <= 9_223_372_036_854_775_807 // whole:
        return whole * some // of
    quotient = rest = 0
    times, over = some // of, some % of
    for bit in range(62, -1, -1):  # whole, bit by bit, as in long multiplication
        quotient, rest = 2 * quotient, 2 * rest
        if rest >= of:
            quotient, rest = quotient + 1, rest - of
        if whole >> bit & 1:
            quotient, rest = quotient + times, rest + over
            if rest >= of:
                quotient, rest = quotient + 1, rest - of
    return quotient
