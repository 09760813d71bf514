"""JSON as programs read it and people can still scan: a row of a list is a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import orjson


def _iso(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(f"{type(value).__name__} is no value of JSON")


_SLOW: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_iso
)


def json_text(data: Any) -> str:
    """Return plain values and times as JSON, a row of a list on a line; else raises TypeError.

    Keys keep the order in which they were put; halves of surrogate pairs are escaped.
    """
    return b"".join(json_pieces(data)).decode()


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
        return orjson.dumps(value, option=orjson.OPT_OMIT_MICROSECONDS)
    except TypeError:  # half a surrogate pair (of a file's name, say), a huge number, or no JSON
        return _SLOW.encode(value).encode("utf-8", "backslashreplace")
