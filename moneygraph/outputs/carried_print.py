"""A trace under a carried rule in a terminal: the transfers with most of the money, then ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.outputs.ends_print import print_ends
from moneygraph.outputs.numbers import moment, money, wide_amount
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts
from moneygraph.outputs.words import account_number

if TYPE_CHECKING:
    from moneygraph.trails.trail import Touched, Trace


def print_carried(terminal: Terminal, texts: Texts, trace: Trace, most: int) -> None:
    """Print at most `most` transfers in their order, and all ends."""
    amount = money(trace.traced, data(trace.currency))
    terminal.say(texts("trace.forward", amount=amount, rule=trace.rule), "bold")
    if not trace.starts:
        terminal.say(texts("trace.nothing"))
        return
    terminal.say(texts("rules.poison" if trace.is_bound else "rules.carried"))
    terminal.line()
    heads = [Head(texts("show.when"), number=True), Head(texts("trace.amount"), number=True)]
    heads += [Head("[ ]", number=True)]
    heads += [Head(texts("show.from"), whole=True), Head(texts("show.to"), whole=True)]
    biggest = sorted(trace.transfers.values(), key=lambda one: (-one.traced, one.id))[:most]
    rows = [_row(texts, trace, one) for one in sorted(biggest, key=lambda one: (one.ts, one.id))]
    print_table(terminal, heads, rows)
    rest = len(trace.through) - len(rows)
    if rest > 0:
        terminal.say(texts("show.more", n=rest), "dim")
    terminal.line()
    print_ends(terminal, texts, trace)


def _row(texts: Texts, trace: Trace, one: Touched) -> list[str]:
    return [
        moment(one.ts),
        wide_amount(trace.through[one.id], trace.currency),
        f"[{one.id}]",
        account_number(texts, one.sender.account, one.sender.name),
        account_number(texts, one.receiver.account, one.receiver.name),
    ]
