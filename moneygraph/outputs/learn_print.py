"""What was learnt, in a terminal: how it does on held-out time, and what it goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.numbers import count, moment, percent
from moneygraph.outputs.score_print import print_labels
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.learning.learn import Learnt

_JUDGED = ("model", "points", "feature")
_DIRECTIONS = {1: "more", -1: "less", 0: "either"}
_INDENT = 2


def print_learnt(terminal: Terminal, texts: Texts, learnt: Learnt, out: str | None) -> None:
    """Print the labels, the figures of held-out time, what was learnt and where it is kept."""
    figures = learnt.model.figures
    print_labels(terminal, texts, learnt.known)
    terminal.line()
    held_out = figures["held_out"]
    if held_out is None:
        if figures["lacking"]:
            terminal.say(texts(f"learn.{figures['lacking']}"), "yellow", hang=2)
    else:
        _print_held_out(terminal, texts, str(learnt.model.cut), held_out)
    _print_features(terminal, texts, figures["learnt"])
    terminal.say(texts("learn.all", **figures["all"]), "bold", hang=2)
    kept = texts("learn.in_file", file=data(out)) if out else texts("learn.in_case")
    terminal.say(kept, hang=2)


def _print_held_out(terminal: Terminal, texts: Texts, cut: str, figures: dict[str, Any]) -> None:
    terminal.say(texts("learn.held_out", cut=moment(cut)), "bold", hang=2)
    terminal.say(texts("learn.learnt_from", **figures["learnt_from"]), indent=_INDENT, hang=2)
    terminal.say(texts("learn.judged_on", **figures["judged_on"]), indent=_INDENT, hang=2)
    terminal.line()
    heads = [Head(texts("learn.score")), Head(texts("learn.ap"), number=True)]
    heads += [
        Head(texts("learn.first", n=one["alerts"]), number=True) for one in figures["precision"]
    ]
    names = {name: texts.word("learn", name) for name in _JUDGED}
    names["feature"] = texts.word("feature", figures["feature"])
    rows = [
        [
            names[name],
            f"{figures['average_precision'][name]:.3f}",
            *(percent(one[name]) for one in figures["precision"]),
        ]
        for name in _JUDGED
    ]
    print_table(terminal, heads, rows, _INDENT)
    terminal.say(texts("learn.legend"), "dim", indent=_INDENT)
    terminal.line()
    _print_calibration(terminal, texts, figures["calibration"])


def _print_calibration(terminal: Terminal, texts: Texts, bins: list[dict[str, Any]]) -> None:
    terminal.say(texts("learn.calibration"), "bold", hang=2)
    names = ("scores", "accounts", "predicted", "seen")
    heads = [Head(texts.word("learn", name), number=True) for name in names]
    rows = [
        [
            f"{one['least']:g}–{one['most']:g}",
            count(one["accounts"]),
            f"{one['predicted']:.3f}",
            f"{one['seen']:.3f}",
        ]
        for one in bins
    ]
    print_table(terminal, heads, rows, _INDENT)
    terminal.line()


def _print_features(terminal: Terminal, texts: Texts, features: list[dict[str, Any]]) -> None:
    terminal.say(texts("learn.learnt"), "bold", hang=2)
    heads = [
        Head(texts("learn.weight"), number=True),
        Head(texts("learn.direction"), whole=True),
        Head(texts("learn.what")),
    ]
    rows = [
        [
            f"{one['points']:.1f}",
            texts.word("learn", _DIRECTIONS[one["direction"]]),
            texts.word("feature", one["feature"]),
        ]
        for one in features
        if round(one["points"], 1) > 0
    ]
    print_table(terminal, heads, rows, _INDENT)
    terminal.line()
