"""The picture of what was compared: a row a peer, a dot a size, times ours on a scale of powers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from benchmarks.peers.page import rounded, sizes
from benchmarks.peers.run import PAIRS, Row

_LEFT, _RIGHT, _TOP, _STEP, _WIDTH = 235, 60, 64, 26, 860
_SHADES: Final = ("#8fb8d8", "#3b7fb5", "#123f66")
_FONT: Final = 'font-family="Source Sans Pro, Helvetica, Arial, sans-serif"'


def picture(rows: Sequence[Row]) -> str:
    """Return the picture as SVG."""
    known = [row for row in rows if row.ratio]
    low = min(-1, *(math.floor(math.log10(row.ratio or 1)) for row in known))
    high = max(1, *(math.ceil(math.log10(row.ratio or 1)) for row in known))
    peers = [pair.peer for pair in PAIRS if any(row.peer == pair.peer for row in rows)]
    height = _TOP + _STEP * len(peers) + 40
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="0 0 {_WIDTH} {height}" {_FONT} font-size="13" role="img">'
        "<title>How many times as long others take for their answer</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        *_legend(sizes(rows)),
        *_grid(low, high, height - 40),
    ]
    for place, peer in enumerate(peers):
        y = _TOP + _STEP * place + _STEP // 2
        ours = next(pair.ours for pair in PAIRS if pair.peer == peer)
        name = escape(f"{peer} ({ours.removeprefix('our ')})")
        parts.append(f'<text x="{_LEFT - 12}" y="{y + 4}" text-anchor="end">{name}</text>')
        parts += _dots([row for row in rows if row.peer == peer], sizes(rows), y, low, high)
    return "\n".join([*parts, "</svg>", ""])


def _x(ratio: float, low: int, high: int) -> float:
    share = (math.log10(ratio) - low) / (high - low)
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _legend(counts: Sequence[int]) -> Iterator[str]:
    title = "How many times as long others take: to the right of 1, ours is faster"
    yield f'<text x="12" y="20" font-weight="bold">{title}</text>'
    for place, size in enumerate(counts):
        x = _LEFT + 190 * place
        yield f'<circle cx="{x}" cy="38" r="5" fill="{_SHADES[place]}"/>'
        yield f'<text x="{x + 10}" y="42">{size:,} transfers</text>'


def _grid(low: int, high: int, bottom: int) -> Iterator[str]:
    for power in range(low, high + 1):
        x, is_one = _x(10.0**power, low, high), power == 0
        stroke = 'stroke="#222222" stroke-width="1.5"' if is_one else 'stroke="#d0d0d0"'
        yield f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{bottom}" {stroke}/>'
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{10.0**power:,g}</text>'


def _dots(rows: Sequence[Row], counts: Sequence[int], y: int, low: int, high: int) -> Iterator[str]:
    if not any(row.ratio for row in rows):
        yield f'<text x="{_LEFT + 8}" y="{y + 4}" fill="#777777">{escape(rows[0].reason)}</text>'
    for row in rows:
        if not row.ratio:
            continue
        x, shade = _x(row.ratio, low, high), _SHADES[counts.index(row.transfers)]
        title = f"{row.transfers:,}: {'over ' if row.limit else ''}{rounded(row.ratio)} times"
        yield f'<circle cx="{x}" cy="{y}" r="5" fill="{shade}"><title>{title}</title></circle>'
        if row.limit:  # it was stopped: it took longer than this
            arrow = f'd="M{x + 7} {y - 4}l6 4l-6 4" fill="none" stroke="{shade}"'
            yield f'<path {arrow} stroke-width="2"/>'
