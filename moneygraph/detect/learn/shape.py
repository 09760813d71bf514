"""Checks values that were read from JSON against a shape, before anything relies on them.

A shape is a type (`int`, `float`, `str`, `bool`), None, an object with exactly its keys, a list
of one shape for each of its values, an empty list, or a tuple of shapes any of which will do.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, Final

#: Larger numbers are none of ours, and would be infinite in the 32 bits that trees are kept in.
_MOST: Final = 1e18


class WrongShape(Exception):
    """What is wrong, and where."""


def check(value: Any, shape: Any, place: str) -> None:
    """Raise `WrongShape` unless the value has the shape."""
    if isinstance(shape, tuple):
        _check_any(value, shape, place)
    elif isinstance(shape, dict):
        if not isinstance(value, dict) or value.keys() != shape.keys():
            raise WrongShape(f"{place} has not the keys {', '.join(shape)}")
        for key, inner in shape.items():
            check(value[key], inner, f"{place}.{key}")
    elif isinstance(shape, list):
        if not isinstance(value, list) or (value and not shape):
            raise WrongShape(f"{place} is no {'' if shape else 'empty '}list")
        for one in value:
            check(one, shape[0], place)
    elif not _is_plain(value, shape):
        raise WrongShape(f"{place} is no {shape.__name__ if shape else 'null'}")


def _check_any(value: Any, shapes: tuple[Any, ...], place: str) -> None:
    """Check against each shape; the error is that of the last."""
    *others, last = shapes
    for shape in others:
        with suppress(WrongShape):
            check(value, shape, place)
            return
    check(value, last, place)


def _is_plain(value: Any, shape: Any) -> bool:
    if shape is None:
        return value is None
    if shape is float:
        is_number = type(value) in (int, float)
        return is_number and math.isfinite(value) and abs(value) <= _MOST
    return type(value) is shape and (shape is not int or abs(value) <= _MOST)
