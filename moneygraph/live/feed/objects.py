"""Writes the objects of a feed as plain values, and makes them of such values again.

Objects refer to each other in circles, so each is written once, in a list, and a reference is its
place there. Only our own classes can be made, and what is read is never code.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Any, Final

from moneygraph.live.feed.state import NONE, Account, Burst, Exits, Owner, Slot, Transfer
from moneygraph.live.feed.times import moment, us_of

_CLASSES: Final[tuple[type, ...]] = (Account, Owner, Slot, Transfer, Burst, Exits)
_NUMBER: Final[dict[Any, int]] = {one: number for number, one in enumerate(_CLASSES)}
_FIELDS: Final = {
    one: tuple(name for name in one.__slots__ if name != "__dict__")  # type: ignore[attr-defined]
    for one in _CLASSES
}
_REF, _LIST, _TUPLE, _DEQUE, _DICT, _TIME, _LARGE = range(7)
_LISTS: Final = {list: _LIST, tuple: _TUPLE, deque: _DEQUE}
_PLAIN: Final = frozenset({str, bool, float, type(None)})
_INT64: Final = 1 << 63


def written(root: Any) -> tuple[Any, list[Any]]:
    """Return a value of containers, plain values and our objects as plain values alone."""
    place: dict[Any, int] = {}
    pending: list[Any] = []

    def plain(value: Any) -> Any:
        kind: Any = type(value)
        if kind is int:
            return value if -_INT64 <= value < _INT64 else [_LARGE, str(value)]
        if kind in _PLAIN:
            return value
        if kind in _NUMBER:
            if value not in place:
                place[value] = len(place)
                pending.append(value)
            return [_REF, place[value]]
        if kind in _LISTS:
            return [_LISTS[kind], *map(plain, value)]
        if kind is dict:
            return [_DICT, *(plain(one) for pair in value.items() for one in pair)]
        if kind is datetime:
            return [_TIME, us_of(value)]
        raise TypeError(kind.__name__)

    top, nodes = plain(root), []
    for one in pending:  # which grows meanwhile
        values = [plain(getattr(one, name)) for name in _FIELDS[type(one)]]
        more = plain(vars(one)) if type(one) is Transfer else None
        nodes.append([_NUMBER[type(one)], values, more])
    return top, nodes


def read(top: Any, nodes: list[Any]) -> Any:  # noqa: C901 - a case for each kind of value
    """Return what `written` was given; raises `ValueError` or so for what it did not write."""
    made = [object.__new__(_CLASSES[number]) for number, _, _ in nodes]

    def value_of(value: Any) -> Any:
        if type(value) is not list:
            return value
        tag, *rest = value
        match tag:
            case 0:
                return made[rest[0]]
            case 1:
                return [value_of(one) for one in rest]
            case 2:
                return tuple(value_of(one) for one in rest)
            case 3:
                return deque(value_of(one) for one in rest)
            case 4:
                items = [value_of(one) for one in rest]
                return dict(zip(items[::2], items[1::2], strict=True))
            case 5:
                return moment(rest[0])
            case 6:
                return int(rest[0])
        raise ValueError(tag)

    for one, (_, values, more) in zip(made, nodes, strict=True):
        for name, value in zip(_FIELDS[type(one)], values, strict=True):
            setattr(one, name, value_of(value))
        if isinstance(one, Transfer):
            one.__dict__.update(value_of(more))
            for name in ("paid_by", "pays", "nexts"):
                if getattr(one, name) == []:
                    setattr(one, name, NONE)
    return value_of(top)
