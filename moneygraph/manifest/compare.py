"""Where two JSON values differ first, and in what their circumstances differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

from moneygraph.outputs.json_text import json_text

_NOTHING: Final = object()
Difference = dict[str, Any]


def first_difference(recorded: Any, repeated: Any, place: str = "") -> Difference | None:
    """Return the place where two values differ first as JSON, and what each has there.

    A side that has nothing there lacks its key. None where they are the same byte for byte.
    """
    if isinstance(recorded, dict) and isinstance(repeated, dict):
        pairs = _members(recorded, repeated, place)
    elif isinstance(recorded, list) and isinstance(repeated, list):
        pairs = (
            (f"{place}[{index}]", ours, theirs)
            for index, (ours, theirs) in enumerate(
                zip_longest(recorded, repeated, fillvalue=_NOTHING)
            )
        )
    else:
        return None if _same(recorded, repeated) else _difference(place, recorded, repeated)
    differences = (first_difference(ours, theirs, where) for where, ours, theirs in pairs)
    return next((found for found in differences if found is not None), None)


def _members(
    recorded: dict[str, Any], repeated: dict[str, Any], place: str
) -> Iterator[tuple[str, Any, Any]]:
    for name in {**recorded, **repeated}:
        where = f"{place}.{name}" if place else name
        yield where, recorded.get(name, _NOTHING), repeated.get(name, _NOTHING)
    if list(recorded) != list(repeated):
        yield f"{place} (order of keys)", list(recorded), list(repeated)


def _same(recorded: Any, repeated: Any) -> bool:
    if recorded is _NOTHING or repeated is _NOTHING:
        return False
    return json_text(recorded) == json_text(repeated)


def _difference(place: str, recorded: Any, repeated: Any) -> Difference:
    sides = {"recorded": recorded, "repeated": repeated}
    return {"place": place} | {name: one for name, one in sides.items() if one is not _NOTHING}


def changed_names(what: str, recorded: dict[str, str], now: dict[str, str]) -> list[Difference]:
    """Return what changed between two tables of SHA-256 by name; keys as above."""
    sides = {"recorded": recorded, "now": now}
    return [
        {"what": what, "name": name}
        | {side: table[name] for side, table in sides.items() if name in table}
        for name in sorted({*recorded, *now})
        if recorded.get(name) != now.get(name)
    ]
