"""Whose money a trace of complaints found where, in a terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from moneygraph.outputs.numbers import wide_amount
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.trails.trail import Trace

_WORDS = ("held", "unseen")


def print_victims(terminal: Terminal, texts: Texts, trace: Trace, most: int) -> None:
    """Print for each complaint how much is held, out of sight and gone; at most `most`."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for end in trace.ends:
        for complaint, amount in end.victims:
            sums[complaint][end.end if end.end in _WORDS else "gone"] += amount
    if not sums:
        return
    terminal.line()
    terminal.say(texts("victims.title"), "bold")
    heads = [Head(texts("victims.complaint"), whole=True)]
    heads += [Head(texts(f"victims.{key}"), number=True) for key in ("traced", *_WORDS, "gone")]
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1]["held"], -pair[1].total(), pair[0]))
    rows = [
        [data(complaint), *_amounts(parts, trace.currency)] for complaint, parts in ordered[:most]
    ]
    rest = len(ordered) - len(rows)
    if rest:
        rows.append([texts("trace.more_ends", n=rest), "", "", "", ""])
    rows.append([texts("trace.total"), *_amounts(sum(sums.values(), Counter()), trace.currency)])
    print_table(terminal, heads, rows)


def _amounts(parts: Counter[str], currency: str) -> list[str]:
    amounts = (parts.total(), *(parts[word] for word in (*_WORDS, "gone")))
    return [wide_amount(amount, currency) for amount in amounts]
