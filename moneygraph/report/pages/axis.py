"""A time axis to the minute: idle time between bursts is cut out, and the cuts are shown.

Money moves in minutes and then rests for days. Where nothing happens for long, the axis is broken;
what is left shares the width by its length, so that minutes stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

_MOST_CUTS: Final = 6
_CUT: Final = 34  # px, the width of a cut
_LEAST: Final = 56  # px, the least width of a piece
_TICK: Final = 92  # px, the least between two ticks
_EPOCH: Final = datetime(1970, 1, 1)
_MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAYS: Final = (1, 2, 7, 14, 28, 56, 112, 224, 448)
#: Seconds between ticks, so that they fall on minutes, hours and days as people count them.
_STEPS: Final = (*(60 * n for n in _MINUTES), *(86_400 * n for n in _DAYS))


@dataclass(frozen=True)
class Piece:
    """Time that is drawn without a cut: seconds since 1970, and px."""

    first: int
    last: int
    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    """A moment with a mark on the axis; `is_day` where a day begins."""

    x: float
    ts: datetime
    is_day: bool


@dataclass(frozen=True)
class Axis:
    """Pieces of time from the left to the right."""

    pieces: tuple[Piece, ...]
    ticks: tuple[Tick, ...]
    cuts: tuple[tuple[float, int], ...]  # px of the middle, and how many seconds are left out

    def x(self, ts: datetime) -> float:
        """Return where a moment lies."""
        second = seconds(ts)
        piece = next((one for one in self.pieces if second <= one.last), self.pieces[-1])
        span = max(1, piece.last - piece.first)
        return piece.x + piece.width * (second - piece.first) / span


def seconds(ts: datetime) -> int:
    """Return the seconds since 1970 of a time without a zone."""
    return int((ts - _EPOCH).total_seconds())


def axis(times: Sequence[datetime], left: float, width: float) -> Axis:
    """Return an axis over `times` (at least one) that is `width` px wide."""
    moments = sorted({seconds(ts) for ts in times})
    spans = _spans(moments)
    room = width - _CUT * (len(spans) - 1)
    total = sum(_padded(span) for span in spans)
    free = room - _LEAST * len(spans)
    pieces, cuts = [], []
    x = left
    for number, (first, last) in enumerate(spans):
        share = _LEAST + free * _padded((first, last)) / total
        pad = (_padded((first, last)) - (last - first)) // 2
        pieces.append(Piece(first - pad, last + pad, x, share))
        x += share
        if number + 1 < len(spans):
            cuts.append((x + _CUT / 2, spans[number + 1][0] - last))
            x += _CUT
    ticks = tuple(tick for piece in pieces for tick in _ticks(piece))
    return Axis(tuple(pieces), ticks, tuple(cuts))


def _padded(span: tuple[int, int]) -> int:
    """Return how long a piece is with some room at both ends."""
    length = span[1] - span[0]
    return length + 2 * max(60, length // 25)


def _spans(moments: Sequence[int]) -> list[tuple[int, int]]:
    """Split where nothing happens for at least a seventh of all time that is not cut out."""
    gaps = sorted(
        ((after - before, place) for place, (before, after) in enumerate(pairwise(moments))),
        key=lambda gap: (-gap[0], gap[1]),
    )
    left = moments[-1] - moments[0]
    cuts = []
    for gap, place in gaps[:_MOST_CUTS]:
        if gap < 1800 or gap * 7 < left:
            break
        cuts.append(place)
        left -= gap
    spans = []
    first = 0
    for place in [*sorted(cuts), len(moments) - 1]:
        spans.append((moments[first], moments[place]))
        first = place + 1
    return spans


def _ticks(piece: Piece) -> list[Tick]:
    span = max(1, piece.last - piece.first)
    step = next((one for one in _STEPS if one * piece.width / span >= _TICK), _STEPS[-1])
    found = []
    second = -(-piece.first // step) * step
    while second <= piece.last:
        ts = _EPOCH + timedelta(seconds=second)
        x = piece.x + piece.width * (second - piece.first) / span
        found.append(Tick(x, ts, second % 86_400 == 0))
        second += step
    if not found:
        middle = (piece.first + piece.last) // 2
        found.append(Tick(piece.x + piece.width / 2, _EPOCH + timedelta(seconds=middle), False))
    return found
