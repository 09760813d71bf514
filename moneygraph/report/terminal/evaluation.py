"""An evaluation of findings (table, patterns, curves) and a learnt model, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.report.terminal.plot import plot_lines
from moneygraph.report.terminal.terminal import Head, Terminal, print_table
from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.detect.evaluate import Evaluation, Known, PatternEvaluation, QueryEvaluation
    from moneygraph.detect.learn import Model
    from moneygraph.detect.learn.learn import Learnt

_INDENT = 2


def print_evaluation(terminal: Terminal, texts: Texts, scores: Evaluation) -> None:
    """Print the evaluation of each query by labels, at its least score and over the curve."""
    print_labels(terminal, texts, scores.known)
    if not scores.queries:
        terminal.paragraph(texts("score.no_query"), "yellow")
        return
    terminal.line()
    numbers = ("from", "precision", "recall", "ap", "findings", "alerted", "found")
    heads = [Head(texts("score.query"))]
    heads += [Head(texts.word("score", name), number=True) for name in numbers]
    print_table(terminal, heads, [_row(texts, one) for one in scores.queries])
    terminal.paragraph(texts("score.legend"), "dim")
    for one in scores.queries:
        _print_query(terminal, texts, one)


def print_labels(terminal: Terminal, texts: Texts, known: Known) -> None:
    """Print how many labels name something in the case."""
    positive, negative = len(known.positive), len(known.negative)
    of = texts.word("score", f"of_{known.of}")
    text = texts("score.labels", n=known.rows, of=of, positive=positive, negative=negative)
    terminal.paragraph(text, "bold", hang=2)
    style = "yellow" if known.missing else ""
    terminal.paragraph(texts("score.missing", n=known.missing), style, hang=2)
    if known.missing_lines:
        lines = ", ".join(map(str, known.missing_lines))
        more = " …" if known.missing > len(known.missing_lines) else ""
        says = texts(f"score.missing_{known.of}", lines=lines + more)
        terminal.paragraph(says, style, hang=2)
    terminal.paragraph(texts.word("score", f"unlabelled_{known.unlabelled}"), hang=2)


def _row(texts: Texts, one: QueryEvaluation) -> list[str]:
    at = one.at
    return [
        safe(one.query),
        f"{one.min_score:g}",
        "–" if at.precision is None else texts.percent(at.precision),
        texts.percent(at.recall),
        texts.decimal(one.average_precision, 3),
        texts.count(at.findings),
        texts.count(at.alerted),
        f"{texts.count(at.found)}/{texts.count(at.positive)}",
    ]


def _print_query(terminal: Terminal, texts: Texts, one: QueryEvaluation) -> None:
    terminal.line()
    average = texts("score.average", average=texts.decimal(one.average_precision, 3))
    terminal.paragraph(f"{safe(one.query)}: {average}", "bold", hang=2)
    if one.at.alerted > one.at.judged:
        terminal.paragraph(texts("score.ignored", n=one.at.alerted - one.at.judged), indent=_INDENT)
    for line in plot_lines(one.curve, terminal.width - _INDENT):
        terminal.line(" " * _INDENT + line)
    terminal.line()
    if one.patterns:
        _print_patterns(terminal, texts, one.patterns)


def _print_patterns(terminal: Terminal, texts: Texts, patterns: list[PatternEvaluation]) -> None:
    numbers = ("recall", "found", "instances", "touched", "whole", "findings")
    heads = [Head(texts("score.pattern"))]
    heads += [Head(texts.word("score", name), number=True) for name in numbers]
    rows = [
        [
            safe(one.pattern),
            texts.percent(one.recall),
            f"{texts.count(one.found)}/{texts.count(one.things)}",
            *map(texts.count, (one.instances, one.touched, one.whole, one.findings)),
        ]
        for one in patterns
    ]
    print_table(terminal, heads, rows, _INDENT)


_JUDGED = ("model", "points", "feature")
#: How keys of texts end, by what a model is of.
_OF = {"account": "", "transfer": "_transfers"}
#: What stands behind a feature that is known only later.
_AHEAD = " *"
_DIRECTIONS = {1: "more", -1: "less", 0: "either"}


def print_learnt(terminal: Terminal, texts: Texts, learnt: Learnt, out: str | None) -> None:
    """Print the labels, the figures of held-out time, what was learnt and where it is kept."""
    figures, of = learnt.model.figures, _OF[learnt.model.of]
    print_labels(terminal, texts, learnt.known)
    terminal.line()
    held_out = figures["held_out"]
    if held_out is None:
        if figures["lacking"]:
            terminal.paragraph(texts(f"learn.{figures['lacking']}{of}"), "yellow", hang=2)
    else:
        _print_held_out(terminal, texts, learnt.model, held_out)
    _print_features(terminal, texts, figures["learnt"])
    terminal.paragraph(texts(f"learn.all{of}", **figures["all"]), "bold", hang=2)
    kept = texts(f"learn.in_file{of}", file=safe(out)) if out else texts(f"learn.in_case{of}")
    terminal.paragraph(kept, hang=2)


def _print_held_out(
    terminal: Terminal, texts: Texts, model: Model, figures: dict[str, Any]
) -> None:
    cut, of = str(model.cut), _OF[model.of]
    terminal.paragraph(texts("learn.held_out", cut=texts.moment(cut)), "bold", hang=2)
    terminal.paragraph(
        texts(f"learn.learnt_from{of}", **figures["learnt_from"]), indent=_INDENT, hang=2
    )
    terminal.paragraph(
        texts(f"learn.judged_on{of}", **figures["judged_on"]), indent=_INDENT, hang=2
    )
    terminal.line()
    heads = [Head(texts("learn.score")), Head(texts("learn.ap"), number=True)]
    heads += [
        Head(texts("learn.first", n=one["alerts"]), number=True) for one in figures["precision"]
    ]
    names = {name: texts.word("learn", name) for name in _JUDGED}
    names["points"] = texts(f"learn.points{of}")
    names["feature"] = texts.feature(figures["feature"])
    rows = [
        [
            names[name],
            texts.decimal(figures["average_precision"][name], 3),
            *(texts.percent(one[name]) for one in figures["precision"]),
        ]
        for name in _JUDGED
    ]
    print_table(terminal, heads, rows, _INDENT)
    terminal.paragraph(texts(f"learn.legend{of}"), "dim", indent=_INDENT)
    terminal.line()
    _print_calibration(terminal, texts, figures["calibration"], f"{model.of}s")


def _print_calibration(
    terminal: Terminal, texts: Texts, bins: list[dict[str, Any]], things: str
) -> None:
    terminal.paragraph(texts("learn.calibration"), "bold", hang=2)
    names = ("scores", things, "predicted", "seen")
    heads = [Head(texts.word("learn", name), number=True) for name in names]
    rows = [
        [
            f"{one['least']:g}–{one['most']:g}",
            texts.count(one[things]),
            texts.decimal(one["predicted"], 3),
            texts.decimal(one["seen"], 3),
        ]
        for one in bins
    ]
    print_table(terminal, heads, rows, _INDENT)
    terminal.line()


def _print_features(terminal: Terminal, texts: Texts, features: list[dict[str, Any]]) -> None:
    terminal.paragraph(texts("learn.learnt"), "bold", hang=2)
    heads = [
        Head(texts("learn.weight"), number=True),
        Head(texts("learn.direction"), whole=True),
        Head(texts("learn.what")),
    ]
    rows = [
        [
            texts.decimal(one["points"], 1),
            texts.word("learn", _DIRECTIONS[one["direction"]]),
            texts.feature(one["feature"]) + (_AHEAD if one.get("ahead") else ""),
        ]
        for one in features
        if round(one["points"], 1) > 0
    ]
    print_table(terminal, heads, rows, _INDENT)
    if any(one.get("ahead") for one in features):
        terminal.paragraph(texts("learn.ahead"), "dim", indent=_INDENT)
    terminal.line()
