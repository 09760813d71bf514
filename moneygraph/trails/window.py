"""The span of time that bounds the starts of a trace."""

from __future__ import annotations

from datetime import date, datetime, time

from moneygraph.errors import CallError
from moneygraph.printable import printable

Moment = str | date | datetime


def moment(name: str, value: Moment | None, *, end_of_day: bool) -> datetime | None:
    """Read a time or a day; a day stands for its first moment or its last.

    Raises `CallError`, with ``name`` in the message, for anything else.
    """
    if value is None:
        return None
    if isinstance(value, str):
        value = _read(name, value.strip())
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max if end_of_day else time.min)
    if value.tzinfo is not None:
        raise CallError(
            f"{name} has a time zone", "Give it without one: a case has the country's one clock."
        )
    return value


def _read(name: str, text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError as error:
        raise CallError(
            f"{name} '{printable(text)}' is no time or day",
            "Write it like 2025-03-31 or 2025-03-31T18:30:00.",
        ) from error
