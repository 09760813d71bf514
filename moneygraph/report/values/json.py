"""JSON as programs read it and people can still scan: a row of a list is a line."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

import msgspec


def _iso(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(f"{type(value).__name__} is no value of JSON")


_FAST: Final = msgspec.json.Encoder()
_SLOW: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_iso
)


def json_text(data: Any) -> str:
    """Return plain values and times as JSON, a row of a list on a line; else raises TypeError.

    Keys keep the order in which they were put; times are in whole seconds; halves of surrogate
    pairs are escaped.
    """
    return b"".join(json_pieces(data)).decode()


def json_line(data: Any) -> str:
    """Return plain values and times as JSON on one line, with its end; else as `json_text`."""
    return _encoded(data).decode() + "\n"


def json_pieces(data: Any, indent: bytes = b"") -> Iterator[bytes]:
    """Yield what `json_text` returns in parts: dictionaries opened up, lists by lines."""
    if isinstance(data, dict) and data:
        inner = indent + b" "
        before = b"{\n"
        for key, value in data.items():
            yield before + inner + _encoded(str(key)) + b": "
            yield from json_pieces(value, inner)
            before = b",\n"
        yield b"\n" + indent + b"}"
    elif isinstance(data, list | tuple) and data and isinstance(data[0], dict):
        newline = b"\n" + indent
        yield b"[" + newline + b" "
        yield _in_lines(_encoded(data), next(iter(data[0]), ""), newline)
        yield newline + b"]"
    else:
        yield _encoded(data)


def _in_lines(rows: bytes, first_key: str, newline: bytes) -> bytes:
    """Put each row of an encoded list, without its brackets, on a line of its own.

    Rows begin with the same key. Inside a text its quotes would be escaped, so that what is
    replaced is always between two values, where a line end means nothing.
    """
    begin = b"{" + _encoded(first_key) + b":"
    return rows[1:-1].replace(b"}," + begin, b"}," + newline + b" " + begin)


def _encoded(value: Any) -> bytes:
    try:
        return _FAST.encode(_plain(value))
    except (TypeError, UnicodeEncodeError):  # a type of NumPy, half a surrogate pair, or no JSON
        return _SLOW.encode(value).encode("utf-8", "backslashreplace")


#: What msgspec writes as we do. It would also take what is no value of JSON: bytes, say.
_PLAIN: Final = frozenset({str, int, bool, type(None), date, UUID})


def _plain(value: Any) -> Any:
    """Return a value in which times and large numbers are as we write them, not as msgspec does."""
    convert = _CONVERT.get(type(value))
    if convert is not None:
        return convert(value)
    if type(value) in _PLAIN:
        return value
    raise TypeError


def _object(value: dict[Any, Any]) -> dict[Any, Any]:
    if _PLAIN.issuperset(map(type, value.values())):
        return value  # most rows: no copy is made
    return {key: one if type(one) in _PLAIN else _plain(one) for key, one in value.items()}


def _list(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [_plain(one) for one in value]


def _float(value: float) -> Any:
    large = 1e16 <= abs(value) < math.inf
    return msgspec.Raw(repr(value).encode()) if large else value  # 1e+16, not 1e16


def _seconds(value: datetime | time) -> Any:
    in_seconds = value.microsecond == 0 and value.tzinfo is None
    return value if in_seconds else value.isoformat(timespec="seconds")


_CONVERT: Final[dict[type, Callable[[Any], Any]]] = {
    dict: _object,
    list: _list,
    tuple: _list,
    float: _float,
    datetime: _seconds,
    time: _seconds,
}
