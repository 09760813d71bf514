"""The curve of precision over recall as lines of text, and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from moneygraph.report.terminal.terminal import fitted
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.detect.evaluate import Evaluation, Point, QueryEvaluation
    from moneygraph.report.text.texts import Texts

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_WIDEST: Final = 60
#: Colours that colour-blind people can distinguish (Okabe and Ito), and strokes.
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_STROKES: Final = ("none", "8 4", "2 3", "12 4 2 4")
_SIDE: Final = 400
_LEFT, _TOP, _RIGHT, _FOOT, _LINE = 70, 40, 20, 60, 22
_NAME: Final = 60


def plot_lines(curve: Sequence[Point], width: int, height: int = 8) -> list[str]:
    """Return lines of at most `width` columns; the filled share is the average precision."""
    columns = min(width - 6, _WIDEST)
    levels = [
        round(_precision_at(curve, (column + 0.5) / columns) * 8 * height)
        for column in range(columns)
    ]
    lines = []
    for row in reversed(range(height)):
        axis = {height - 1: "100%", 0: "0%"}.get(row, "")
        filled = "".join(_EIGHTHS[min(max(level - 8 * row, 0), 8)] for level in levels)
        lines.append(f"{axis:>4} ▏{filled}".rstrip())
    return [*lines, f"{'':5}0%{'100%':>{columns - 1}}"]


def _precision_at(curve: Sequence[Point], recall: float) -> float:
    """Return the precision of the first point that reaches a recall, 0 where none does."""
    reached = next((point for point in curve if point.recall >= recall), None)
    return (reached.precision or 0.0) if reached else 0.0


def picture(texts: Texts, scores: Evaluation) -> str:
    """Return an SVG of all curves, a dot where each query stops by its own least score."""
    width = _LEFT + _SIDE + _RIGHT + 240
    height = max(_TOP + _SIDE + _FOOT, _TOP + _LINE * (2 * len(scores.queries) + 1))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        *_axes(texts),
    ]
    for index, one in enumerate(scores.queries):
        parts += _drawn(texts, one, index)
    return "\n".join([*parts, "</svg>"])


def _axes(texts: Texts) -> list[str]:
    parts = []
    for step in range(0, 101, 20):
        x, y = _x(step / 100), _y(step / 100)
        grid = 'stroke="#ddd"'
        parts += [
            f'<line x1="{x:.1f}" y1="{_y(0):.1f}" x2="{x:.1f}" y2="{_y(1):.1f}" {grid}/>',
            f'<line x1="{_x(0):.1f}" y1="{y:.1f}" x2="{_x(1):.1f}" y2="{y:.1f}" {grid}/>',
            _text(x, _y(0) + 18, texts.percent(step / 100), "middle"),
            _text(_x(0) - 8, y + 4, texts.percent(step / 100), "end"),
        ]
    return [
        *parts,
        _text(_x(0.5), _y(0) + 42, texts.word("score", "recall"), "middle"),
        _text(_LEFT - 40, _TOP - 16, texts.word("score", "precision")),
    ]


def _drawn(texts: Texts, one: QueryEvaluation, index: int) -> list[str]:
    colour, dash = _COLOURS[index % len(_COLOURS)], _STROKES[index % len(_STROKES)]
    stroke = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    x, y = _LEFT + _SIDE + 30, _TOP + 10 + 2 * _LINE * index
    average = texts("score.average", average=texts.decimal(one.average_precision, 3))
    parts = [
        f'<line x1="{x}" y1="{y - 4}" x2="{x + 24}" y2="{y - 4}" {stroke}/>',
        _text(x + 32, y, fitted(safe(one.query), 26)),
        _text(x + 32, y + 17, average),
    ]
    if one.curve and one.curve[-1].found:
        parts.append(f'<path d="{_steps(one.curve)}" {stroke}/>')
    if one.at.precision is not None:
        at = f'cx="{_x(one.at.recall):.1f}" cy="{_y(one.at.precision):.1f}"'
        parts.append(f'<circle {at} r="5" fill="{colour}"/>')
    return parts


def _steps(curve: Sequence[Point]) -> str:
    """Return the path whose area is the average precision: each step as high as where it ends."""
    path, before = "", 0.0
    for point in curve:
        if point.recall > before and point.precision is not None:
            high = f"{_y(point.precision):.1f}"
            path += f"{'L' if path else 'M'}{_x(before):.1f} {high} L{_x(point.recall):.1f} {high} "
            before = point.recall
    return path.strip()


def _x(recall: float) -> float:
    return _LEFT + _SIDE * recall


def _y(precision: float) -> float:
    return _TOP + _SIDE * (1 - precision)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
