"""JSON as other programs read it: stable order, amounts as text, times as ISO 8601."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def json_text(data: Any) -> str:
    """Return plain values as JSON, a row of a list on a line; else raises TypeError.

    Keys keep the order in which they were put; halves of surrogate pairs are escaped. Python
    writes indented JSON ten times as slowly, which a trail of a million ends would show.
    """
    text = "".join(_pieces(data, ""))
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _pieces(data: Any, indent: str) -> Iterator[str]:
    """Yield the text: dictionaries opened up, the rows of their lists a line each."""
    if isinstance(data, dict) and data:
        inner = indent + " "
        before = "{\n"
        for key, value in data.items():
            yield f"{before}{inner}{_ENCODER.encode(str(key))}: "
            yield from _pieces(value, inner)
            before = ",\n"
        yield f"\n{indent}}}"
    elif isinstance(data, list | tuple) and data and isinstance(data[0], dict):
        rows = f",\n{indent} ".join(map(_ENCODER.encode, data))
        yield f"[\n{indent} {rows}\n{indent}]"
    else:
        yield _ENCODER.encode(data)
