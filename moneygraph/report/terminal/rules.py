"""Traces under all rules side by side, and a trace under a taint rule, in a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from moneygraph.report.terminal.ends import print_doubts, print_ends
from moneygraph.report.terminal.terminal import HARD_SPACE, Head, Terminal, print_table, wrapped
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.flow.trails.trail import Bound, RulesTrace, Touched, Trace

_WIDE = 130
#: Columns of a rule's name.
_NAME = 12


def print_rules(terminal: Terminal, texts: Texts, found: RulesTrace, most: int) -> None:
    """Print where the money is under each rule, and at most `most` ends with their bounds."""
    first = next(iter(found.rules.values()))
    amount = texts.money(max(trace.traced for trace in found.rules.values()), safe(first.currency))
    terminal.paragraph(texts("rules.title", amount=amount), "bold")
    if not first.starts:
        terminal.paragraph(texts("trace.nothing"))
        return
    terminal.line()
    for rule, trace in found.rules.items():
        _print_sums(terminal, texts, rule, trace)
    terminal.line()
    terminal.paragraph(texts("rules.bounds"), "bold")
    _table(terminal, texts, found, most)
    terminal.line()
    terminal.paragraph(texts("rules.tied" if found.tied else "rules.untied"))
    print_doubts(terminal, texts, found.hangs_on, safe(first.currency))


def _print_sums(terminal: Terminal, texts: Texts, rule: str, trace: Trace) -> None:
    """Print a rule and beside it the shares by kind of end, each share whole."""
    room = terminal.width - _NAME
    sums = terminal.legible(_sums(texts, trace))
    for number, line in enumerate(wrapped(sums, room)):
        terminal.parts((f"  {'' if number else rule:<{_NAME - 2}}", "bold"), (line, ""))


def _sums(texts: Texts, trace: Trace) -> str:
    sums: Counter[str] = Counter()
    for word, amount in zip(trace.ends.column("end"), trace.ends.column("amount"), strict=True):
        sums[word] += amount
    shares = [
        f"{texts.word('end', word)} {texts.percent(min(1, amount / max(1, trace.traced)))}".replace(
            " ", HARD_SPACE
        )
        for word, amount in sums.most_common()
    ]
    return (texts("rules.at_most") + " " if trace.is_bound else "") + f"{HARD_SPACE}· ".join(shares)


def _table(terminal: Terminal, texts: Texts, found: RulesTrace, most: int) -> None:
    wide = terminal.width >= _WIDE
    heads = [Head(texts("trace.end"), whole=True)]
    heads += [Head(texts(f"rules.{key}"), number=True) for key in ("least", "most")]
    if wide:
        heads += [Head(rule, number=True) for rule in found.rules if rule != "poison"]
    heads += [Head(texts("trace.account"), accounts=True), Head(texts("trace.about"))]
    by_rule = {
        rule: {(end.end, end.account): end.amount for end in trace.ends}
        for rule, trace in found.rules.items()
        if rule != "poison" and wide
    }
    currency = next(iter(found.rules.values())).currency
    rows = [_row(texts, bound, by_rule, currency) for bound in found.bounds[:most]]
    rest = len(found.bounds) - len(rows)
    if rest > 0:
        rows.append([texts("trace.more_ends", n=rest), *[""] * (len(heads) - 1)])
    print_table(terminal, heads, rows)


def _row(
    texts: Texts, bound: Bound, by_rule: dict[str, dict[tuple[str, str], int]], currency: str
) -> list[str]:
    amounts = [bound.least, bound.most]
    amounts += [ends.get((bound.end, bound.account), 0) for ends in by_rule.values()]
    return [
        texts.word("end", bound.end),
        *(texts.amount(amount, currency) for amount in amounts),
        account_number(texts, bound.account, bound.name),
        safe(bound.name),
    ]


def print_tainted(terminal: Terminal, texts: Texts, trace: Trace, most: int) -> None:
    """Print at most `most` transfers in their order, and all ends."""
    amount = texts.money(trace.traced, safe(trace.currency))
    terminal.paragraph(texts("trace.forward", amount=amount, rule=trace.rule), "bold")
    if not trace.starts:
        terminal.paragraph(texts("trace.nothing"))
        return
    terminal.paragraph(texts("rules.poison" if trace.is_bound else "rules.carried"))
    terminal.line()
    heads = [Head(texts("show.when"), number=True), Head(texts("trace.amount"), number=True)]
    heads += [Head("[ ]", number=True)]
    heads += [Head(texts(f"show.{side}"), accounts=True) for side in ("from", "to")]
    biggest = sorted(trace.transfers.values(), key=lambda one: (-one.traced, one.id))[:most]
    rows = [
        _touched_row(texts, trace, one) for one in sorted(biggest, key=lambda one: (one.ts, one.id))
    ]
    print_table(terminal, heads, rows)
    rest = len(trace.through) - len(rows)
    if rest > 0:
        terminal.paragraph(texts("show.more", n=rest), "dim")
    terminal.line()
    print_ends(terminal, texts, trace, most)


def _touched_row(texts: Texts, trace: Trace, one: Touched) -> list[str]:
    return [
        texts.moment(one.ts),
        texts.amount(trace.through[one.id], trace.currency),
        f"[{one.id}]",
        account_number(texts, one.sender.account, one.sender.name),
        account_number(texts, one.receiver.account, one.receiver.name),
    ]
