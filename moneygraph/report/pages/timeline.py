"""Where everything stands on the timeline: a lane a kind of event, marks as large as amounts.

Marks that would lie on each other are one mark with their sum and count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Any, Final

from moneygraph.report.pages.axis import Axis, Tick, axis
from moneygraph.report.pages.writing import (
    fitted,
    plain_sum,
    rounded,
    units,
    width,
)
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import duration

WIDTH: Final = 1120
_LEFT: Final = 150  # px for the names of the lanes
_LANE: Final = 46
_TOP: Final = 40
_LARGEST: Final = 17.0  # px, radius
_SMALLEST: Final = 4.0
_SLOT: Final = 34  # px; marks nearer than this are joined


@dataclass(frozen=True)
class Mark:
    """One event, or several that lie too near each other."""

    x: float
    radius: float
    count: int
    says: str
    label: str
    events: tuple[int, int]  # the first and the last of them in ``result["events"]``
    transfer: int | None
    kind: str


@dataclass(frozen=True)
class Lane:
    """The marks of one kind."""

    y: float
    title: str
    kind: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Label:
    """A text under the axis."""

    x: float
    text: str
    is_day: bool


@dataclass(frozen=True)
class Timeline:
    """A timeline with all positions."""

    width: float
    height: float
    says: str
    lanes: tuple[Lane, ...]
    labels: tuple[Label, ...]
    cuts: tuple[Label, ...]
    bottom: float


def timeline(result: Mapping[str, Any], texts: Texts) -> Timeline | None:
    """Return the positions of all events of a report; nothing where there is no event."""
    events: Sequence[Mapping[str, Any]] = result["events"]
    if not events:
        return None
    times = [_time(event["ts"]) for event in events]
    scale = axis(times, _LEFT + 12, WIDTH - _LEFT - 32)
    by_lane: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for number, event in enumerate(events):
        by_lane[_lane(event)].append(number)
    groups = {key: _groups(by_lane[key], times, scale) for key in sorted(by_lane)}
    largest = max(_sum(events, group) for found in groups.values() for group in found) or 1
    lanes = tuple(
        Lane(
            _TOP + place * _LANE + _LANE / 2,
            _title(key, texts),
            key[2],
            tuple(
                _labelled([_mark(group, result, scale, largest, key[2], texts) for group in found])
            ),
        )
        for place, (key, found) in enumerate(groups.items())
    )
    bottom = _TOP + len(lanes) * _LANE
    return Timeline(
        WIDTH,
        bottom + 46,
        texts("report.timeline_says", n=len(events)),
        lanes,
        tuple(_labels(scale, texts)),
        tuple(Label(rounded(x), duration(texts, length), False) for x, length in scale.cuts),
        bottom,
    )


def _time(ts: str) -> datetime:
    return datetime.fromisoformat(ts)


_ORDER: Final = ("loan", "in", "stolen", "out", "layer", "exit", "returned")


def _lane(event: Mapping[str, Any]) -> tuple[int, int, str]:
    """Return the lane of an event: its place among kinds, its layer, its name for colours."""
    lane = str(event["lane"])
    layer = int(event["layer"] or 0) if lane == "layer" else 0
    name = str(event["end"] or lane) if lane == "exit" else lane
    place = _ORDER.index(lane) if lane in _ORDER else len(_ORDER)
    return place, layer, name


def _title(key: tuple[int, int, str], texts: Texts) -> str:
    place, layer, name = key
    match (*_ORDER, "")[place]:
        case "layer":
            title = texts("report.pays_on", n=layer)
        case "exit":
            title = texts.word("end", name)
        case _:
            title = texts.word("report_lane", name)
    return fitted(title, _LEFT - 8, 12)


def _groups(numbers: Sequence[int], times: Sequence[datetime], scale: Axis) -> list[list[int]]:
    """Join events of a lane from the left as long as they lie within a slot."""
    groups: list[list[int]] = []
    start = 0.0
    for number in numbers:
        x = scale.x(times[number])
        if groups and x - start < _SLOT:
            groups[-1].append(number)
        else:
            groups.append([number])
            start = x
    return groups


def _sum(events: Sequence[Mapping[str, Any]], group: Sequence[int]) -> int:
    return sum(units(events[number]["amount"]) for number in group)


def _labelled(marks: Sequence[Mark]) -> list[Mark]:
    """Leave the sum above a mark where there is room; else only how many events it joins."""
    found = []
    for place, mark in enumerate(marks):
        room = width(mark.label, 11) / 2 + 24
        is_free = all(
            abs(other.x - mark.x) > room + width(other.label, 11) / 2
            for other in marks[max(0, place - 1) : place + 2]
            if other is not mark
        )
        short = f"×{mark.count}" if mark.count > 1 else ""
        label = f"{mark.label} {short}".strip() if is_free else short
        found.append(replace(mark, label=label))
    return found


def _mark(
    group: Sequence[int],
    result: Mapping[str, Any],
    scale: Axis,
    largest: int,
    kind: str,
    texts: Texts,
) -> Mark:
    events = [result["events"][number] for number in group]
    total = sum(units(event["amount"]) for event in events)
    amount = texts.short(plain_sum(total, events[0]["amount"]))
    first, last = events[0]["ts"], events[-1]["ts"]
    x = (scale.x(_time(first)) + scale.x(_time(last))) / 2
    radius = min(_LARGEST, max(_SMALLEST, _LARGEST * sqrt(total / largest)))
    when = _when(first, texts)
    if last[:16] != first[:16]:
        when += f" – {_when(last, texts) if last[:10] != first[:10] else last[11:16]}"
    says = texts("report.mark_says", when=when, amount=amount, n=len(events))
    only = events[0]["transfer"] if len(events) == 1 else None
    span = (group[0], group[-1])
    return Mark(rounded(x), rounded(radius), len(events), says, amount, span, only, kind)


def _when(ts: str, texts: Texts) -> str:
    return texts.moment(ts[: len("2026-03-02T10:15")])


def _labels(scale: Axis, texts: Texts) -> list[Label]:
    """Return clock times at ticks, and the day where it is another than before."""
    found = []
    before = ""
    for tick in scale.ticks:
        day = tick.ts.date().isoformat()
        if _shows_clock(tick, scale):
            found.append(Label(rounded(tick.x), f"{tick.ts:%H:%M}", False))
        if day != before:
            found.append(Label(rounded(tick.x), texts.moment(day), True))
        before = day
    return found


def _shows_clock(tick: Tick, scale: Axis) -> bool:
    """Say whether ticks fall within days, so that the hour tells something."""
    return any(not one.is_day for one in scale.ticks) or len(scale.ticks) == 1
