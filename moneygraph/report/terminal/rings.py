"""Rings of droppers as lines in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.numbers import iso
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number

if TYPE_CHECKING:
    from moneygraph.detect.rings import Ring

_ACCOUNTS_SHOWN = 6


def print_rings(terminal: Terminal, texts: Texts, rings: Sequence[Ring], limit: int) -> None:
    """Print the rings, what took most first; `limit` at the most, each with its best accounts."""
    if not rings or not limit:
        return
    terminal.paragraph(f"{texts('rings.head', n=len(rings))}:", "bold")
    for number, ring in enumerate(rings[:limit], 1):
        terminal.paragraph(ring_words(texts, ring, number), indent=2, hang=2)
        shown = [account_number(texts, one) for one in ring.accounts[:_ACCOUNTS_SHOWN]]
        rest = len(ring.accounts) - len(shown)
        more = f" {texts('find.and_more', n=rest)}" if rest else ""
        terminal.paragraph(", ".join(shown) + more, "dim", indent=4)
    if len(rings) > limit:
        terminal.paragraph(texts("find.rest", n=len(rings) - limit), "dim", indent=2, hang=2)


def ring_words(texts: Texts, ring: Ring, number: int) -> str:
    """Return what a ring is and took, as one sentence."""
    parts = [
        texts(
            "rings.ring",
            number=str(number),
            accounts=len(ring.accounts),
            people=ring.people,
        )
    ]
    if ring.amounts:
        amounts = " + ".join(
            texts.money(amount, code) for code, amount in sorted(ring.amounts.items())
        )
        span = texts.days(iso(ring.first_ts), iso(ring.last_ts))
        parts.append(texts("rings.took", amounts=amounts, payers=ring.payers, days=span))
    if ring.sharing:
        parts.append(texts("rings.sharing", n=ring.sharing))
    return "; ".join(parts)
