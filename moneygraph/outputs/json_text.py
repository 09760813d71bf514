"""JSON as other programs read it: stable order, amounts as text, times as ISO 8601."""

from __future__ import annotations

import json
from typing import Any


def json_text(data: Any) -> str:
    """Return plain values as indented JSON; whatever is not plain raises TypeError.

    Keys keep the order in which they were put; halves of surrogate pairs are escaped.
    """
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
