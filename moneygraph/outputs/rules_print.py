"""A trace under every rule in a terminal: the rules side by side, then what none can exceed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from moneygraph.outputs.numbers import money, percent, wide_amount
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts
from moneygraph.outputs.words import account_number

if TYPE_CHECKING:
    from moneygraph.trails.trail import Bound, RulesTrace, Trace

_WIDE = 130


def print_rules(terminal: Terminal, texts: Texts, told: RulesTrace, most: int) -> None:
    """Print where the money is under each rule, and at most `most` ends with their bounds."""
    first = next(iter(told.rules.values()))
    amount = money(max(trace.traced for trace in told.rules.values()), data(first.currency))
    terminal.say(texts("rules.title", amount=amount), "bold")
    if not first.starts:
        terminal.say(texts("trace.nothing"))
        return
    terminal.line()
    for rule, trace in told.rules.items():
        terminal.parts((f"  {rule:<10}", "bold"), (_sums(texts, trace), ""))
    terminal.line()
    terminal.say(texts("rules.bounds"), "bold")
    _table(terminal, texts, told, most)
    terminal.line()
    terminal.say(texts("rules.tied" if told.tied else "rules.untied"))


def _sums(texts: Texts, trace: Trace) -> str:
    sums: Counter[str] = Counter()
    for word, amount in zip(trace.ends.column("end"), trace.ends.column("amount"), strict=True):
        sums[word] += amount
    said = [
        f"{texts.word('end', word)} {percent(min(1, amount / max(1, trace.traced)))}"
        for word, amount in sums.most_common()
    ]
    return (texts("rules.at_most") + " " if trace.is_bound else "") + " · ".join(said)


def _table(terminal: Terminal, texts: Texts, told: RulesTrace, most: int) -> None:
    wide = terminal.width >= _WIDE
    heads = [Head(texts("trace.end"), whole=True)]
    heads += [Head(texts(f"rules.{key}"), number=True) for key in ("least", "most")]
    if wide:
        heads += [Head(rule, number=True) for rule in told.rules if rule != "poison"]
    heads += [Head(texts("trace.account"), whole=True), Head(texts("trace.about"))]
    by_rule = {
        rule: {(end.end, end.account): end.amount for end in trace.ends}
        for rule, trace in told.rules.items()
        if rule != "poison" and wide
    }
    currency = next(iter(told.rules.values())).currency
    rows = [_row(texts, bound, by_rule, currency) for bound in told.bounds[:most]]
    rest = len(told.bounds) - len(rows)
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
        *(wide_amount(amount, currency) for amount in amounts),
        account_number(texts, bound.account, bound.name),
        data(bound.name),
    ]
