"""How true findings are, in a terminal: a table, the types of pattern, the curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.outputs.numbers import count, percent
from moneygraph.outputs.score_plot import plot_lines
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.scoring import Known, PatternScore, QueryScore, Scores

_INDENT = 2


def print_scores(terminal: Terminal, texts: Texts, scores: Scores) -> None:
    """Print what the labels say of each query, at its least score and over the curve."""
    print_labels(terminal, texts, scores.known)
    if not scores.queries:
        terminal.say(texts("score.no_query"), "yellow")
        return
    terminal.line()
    numbers = ("from", "precision", "recall", "ap", "findings", "alerted", "found")
    heads = [Head(texts("score.query"))]
    heads += [Head(texts.word("score", name), number=True) for name in numbers]
    print_table(terminal, heads, [_row(one) for one in scores.queries])
    terminal.say(texts("score.legend"), "dim")
    for one in scores.queries:
        _print_query(terminal, texts, one)


def print_labels(terminal: Terminal, texts: Texts, known: Known) -> None:
    """Print what the case knows of the labels."""
    guilty, innocent = len(known.guilty), len(known.innocent)
    of = texts.word("score", f"of_{known.of}")
    said = texts("score.labels", n=known.rows, of=of, guilty=guilty, innocent=innocent)
    terminal.say(said, "bold", hang=2)
    style = "yellow" if known.missing else ""
    terminal.say(texts("score.missing", n=known.missing), style, hang=2)
    terminal.say(texts.word("score", f"unlabelled_{known.unlabelled}"), hang=2)


def _row(one: QueryScore) -> list[str]:
    at = one.at
    return [
        data(one.query),
        f"{one.min_score:g}",
        "–" if at.precision is None else percent(at.precision),
        percent(at.recall),
        f"{one.average_precision:.3f}",
        count(at.findings),
        count(at.alerted),
        f"{count(at.found)}/{count(at.guilty)}",
    ]


def _print_query(terminal: Terminal, texts: Texts, one: QueryScore) -> None:
    terminal.line()
    average = texts("score.average", average=f"{one.average_precision:.3f}")
    terminal.say(f"{data(one.query)}: {average}", "bold", hang=2)
    if one.at.alerted > one.at.judged:
        terminal.say(texts("score.ignored", n=one.at.alerted - one.at.judged), indent=_INDENT)
    for line in plot_lines(one.curve, terminal.width - _INDENT):
        terminal.line(" " * _INDENT + line)
    terminal.line()
    if one.patterns:
        _print_patterns(terminal, texts, one.patterns)


def _print_patterns(terminal: Terminal, texts: Texts, patterns: list[PatternScore]) -> None:
    numbers = ("recall", "found", "instances", "touched", "whole", "findings")
    heads = [Head(texts("score.pattern"))]
    heads += [Head(texts.word("score", name), number=True) for name in numbers]
    rows = [
        [
            data(one.pattern),
            percent(one.recall),
            f"{count(one.found)}/{count(one.things)}",
            *map(count, (one.instances, one.touched, one.whole, one.findings)),
        ]
        for one in patterns
    ]
    print_table(terminal, heads, rows, _INDENT)
