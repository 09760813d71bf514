"""Values of parameters as people write them: 6h, 30m, 100000 tenge, 0.8 or 80%, 2025-03-31."""

from __future__ import annotations

import re
from collections.abc import Callable

from moneygraph.store.amounts import tiyn
from moneygraph.store.errors import CallError, QueryError
from moneygraph.store.message import Message

Value = int | float | str
UNITS = ("duration", "money", "count", "share", "account", "since", "until")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_DAY_BEGINS = "T00:00:00"
_DAY_ENDS = "T23:59:59.999999"
_MOMENT = Message("Write it like 2025-03-31, 31.03.2025 or 2025-03-31T18:30:00.")
_REMEDIES = {
    "duration": Message("Write it like 90s, 30m, 6h, 2d."),
    "money": Message("Write it like 100000 or 99999.50 (tenge)."),
    "count": Message("Write it like a whole number such as 3."),
    "share": Message("Write it like 0.8 or 80%."),
    "account": Message("Write it like KZ86125KZT5004100100."),
    "since": _MOMENT,
    "until": _MOMENT,
}


def read_value(name: str, text: str, unit: str) -> Value:
    """Return the value in seconds, tiyn or as a number; an account or a moment as text.

    A day means its first moment (`since`) or its last (`until`). Raises `QueryError` with
    examples.
    """
    value = _READERS[unit](text.strip())
    if value is None:
        raise QueryError(
            Message("--{option} is '{text}'", option=name.replace("_", "-"), text=text),
            _REMEDIES[unit],
        )
    return value


def write_value(value: Value, unit: str) -> str:
    """Return the value as a person would write it."""
    if isinstance(value, str):
        return value.removesuffix(_DAY_BEGINS if unit == "since" else _DAY_ENDS)
    if unit == "money":
        return f"{int(value) // 100}" if int(value) % 100 == 0 else f"{value / 100:.2f}"
    if unit == "duration":
        for sign in ("d", "h", "m"):
            if value and int(value) % _SECONDS[sign] == 0:
                return f"{int(value) // _SECONDS[sign]}{sign}"
        return f"{int(value)}s"
    return f"{value:g}"


def _duration(text: str) -> int | None:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)", text)
    return round(float(match[1]) * _SECONDS[match[2]]) if match else None


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,12}", text) else None


def _share(text: str) -> float | None:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", text)
    value = float(match[1]) / (100 if match[2] else 1) if match else None
    return value if value is not None and value <= 1 else None


def _account(text: str) -> str | None:
    return text or None


def _since(text: str) -> str | None:
    return _moment(text, end_of_day=False)


def _until(text: str) -> str | None:
    return _moment(text, end_of_day=True)


def _moment(text: str, *, end_of_day: bool) -> str | None:
    from moneygraph.store.amounts import moment

    try:
        value = moment("", text, end_of_day=end_of_day)
    except CallError:
        return None
    return value.isoformat() if value else None


_READERS: dict[str, Callable[[str], Value | None]] = {
    "duration": _duration,
    "money": tiyn,
    "count": _count,
    "share": _share,
    "account": _account,
    "since": _since,
    "until": _until,
}
