"""Writes the points of a fitted card into its file, and leaves all else as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from moneygraph.detect.queries.card import Card, Indicator

_KEYS = ("base", "per", "steps", "others", "weight")


def rewritten(text: str, card: Card) -> str:
    """Return the text of a card with the points of another that has the same indicators."""
    parts = re.split(r"(?m)^(?=\[)", text)
    points = {f"[indicator.{one.name}]": one for one in card.weighed}
    parts[0] = re.sub(r"(?m)^begin = .*$", f"begin = {card.begin:g}", parts[0])
    return "".join(
        _section(part, points[head]) if (head := part.partition("\n")[0]) in points else part
        for part in parts
    )


def _section(text: str, one: Indicator) -> str:
    """Return the table of an indicator with other points, in the order of their keys."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if line.partition(" =")[0] not in _KEYS]
    after = 1 + max(
        index
        for index, line in enumerate(kept)
        if index == 0 or line.partition(" =")[0] in ("value", "shape")
    )
    return "".join([*kept[:after], *_lines(one), *kept[after:]])


def _lines(one: Indicator) -> Iterable[str]:
    if one.base:
        yield f"base = {one.base:g}\n"
    if one.per:
        yield f"per = {one.per:g}\n"
    if one.steps:
        yield f"steps = {_pairs(one.steps)}\n"
    if one.others:
        yield f"others = {_pairs(one.others)}\n"
        yield f"weight = {one.weight:g}\n"


def _pairs(pairs: tuple[tuple[float, float], ...]) -> str:
    return f"[{', '.join(f'[{at:g}, {value:g}]' for at, value in pairs)}]"
