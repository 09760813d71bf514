"""JSON as programs read it and people can still scan: a row of a list is a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import orjson

_SLOW: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def json_text(data: Any) -> str:
    """Return plain values as JSON, a row of a list on a line; else raises TypeError.

    Keys keep the order in which they were put; halves of surrogate pairs are escaped.
    """
    return b"".join(_pieces(data, b"")).decode()


def _pieces(data: Any, indent: bytes) -> Iterator[bytes]:
    """Yield the text: dictionaries opened up, the rows of their lists a line each."""
    if isinstance(data, dict) and data:
        inner = indent + b" "
        before = b"{\n"
        for key, value in data.items():
            yield before + inner + _encoded(str(key)) + b": "
            yield from _pieces(value, inner)
            before = b",\n"
        yield b"\n" + indent + b"}"
    elif isinstance(data, list | tuple) and data and isinstance(data[0], dict):
        yield _in_lines(_encoded(data), next(iter(data[0]), ""), b"\n" + indent)
    else:
        yield _encoded(data)


def _in_lines(rows: bytes, first_key: str, newline: bytes) -> bytes:
    """Put each row of an encoded list on a line of its own.

    Rows begin with the same key. Inside a text its quotes would be escaped, so that what is
    replaced always stands between two values, where a line end says nothing.
    """
    begin = b"{" + _encoded(first_key) + b":"
    lines = rows[1:-1].replace(b"}," + begin, b"}," + newline + b" " + begin)
    return b"[" + newline + b" " + lines + newline + b"]"


def _encoded(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # half a surrogate pair (of a file's name, say), a huge number, or no JSON
        return _SLOW.encode(value).encode("utf-8", "backslashreplace")
