"""The picture of `bends`: a panel an edit, a line a query, recall by how much is edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from benchmarks.accuracy.bends import Row

_WIDTH, _HIGH, _LEFT, _TOP, _GAP, _ACROSS = 300, 180, 46, 92, 40, 3
_COLOURS: Final = (
    *("#123f66", "#3b7fb5", "#b5483b", "#d99a2b", "#7a7a7a", "#2e7d4f", "#8e4a9e", "#1b998b"),
)
#: Fewer than colours and prime to their number, so that forty lines all look otherwise.
_DASHES: Final = ("", "6 3", "2 3", "8 3 2 3", "12 4")
_FONT: Final = 'font-family="Source Sans Pro, Helvetica, Arial, sans-serif"'


def picture(rows: Sequence[Row], queries: Sequence[str]) -> str:
    """Return the picture as SVG."""
    edits = [name for name in dict.fromkeys(row.edit for row in rows) if name != "none"]
    lines = -(-len(edits) // _ACROSS)
    height = _TOP + lines * (_HIGH + _GAP + 40)
    width = _ACROSS * (_WIDTH + _GAP) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_FONT}'
        ' font-size="13" role="img"><title>Recall of each query as a ring changes its'
        " payments</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_legend(queries),
    ]
    for place, name in enumerate(edits):
        x = 10 + place % _ACROSS * (_WIDTH + _GAP)
        y = _TOP + place // _ACROSS * (_HIGH + _GAP + 40)
        shown = [row for row in rows if row.edit in ("none", name)]
        parts += _panel(name, shown, queries, x, y)
    return "\n".join([*parts, "</svg>", ""])


def _line(place: int) -> str:
    dash = _DASHES[place % len(_DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{_COLOURS[place % len(_COLOURS)]}" stroke-width="2" fill="none"{dashed}'


def _legend(queries: Sequence[str]) -> Iterator[str]:
    title = "Recall of each query as a ring changes its payments, more from left to right"
    yield f'<text x="10" y="20" font-weight="bold">{title}</text>'
    for place, name in enumerate(queries):
        x, y = 10 + place % 5 * 200, 42 + place // 5 * 20
        yield f'<path d="M{x} {y - 4}h28" {_line(place)}/>'
        yield f'<text x="{x + 34}" y="{y}">{escape(name)}</text>'


def _panel(name: str, rows: Sequence[Row], queries: Sequence[str], x: int, y: int) -> Iterator[str]:
    left, right, bottom = x + _LEFT - 10, x + _WIDTH, y + 20 + _HIGH
    yield f'<text x="{left}" y="{y + 8}" font-weight="bold">{escape(name)}</text>'
    for tenth in range(0, 11, 5):
        at = bottom - _HIGH * tenth // 10
        yield f'<path d="M{left} {at}H{right}" stroke="#d0d0d0"/>'
        yield f'<text x="{left - 6}" y="{at + 4}" text-anchor="end">{tenth / 10:.1f}</text>'
    step = (right - left) // max(1, len(rows) - 1)
    for place, row in enumerate(rows):
        anchor = "end" if place == len(rows) - 1 else "middle"
        label = f'text-anchor="{anchor}">{escape(row.level or "0")}</text>'
        yield f'<text x="{left + step * place}" y="{bottom + 18}" {label}'
    for place, query in enumerate(queries):
        points = " ".join(
            f"{left + step * at},{bottom - round(_HIGH * row.recall(query))}"
            for at, row in enumerate(rows)
        )
        yield f'<polyline points="{points}" {_line(place)}><title>{query}</title></polyline>'
