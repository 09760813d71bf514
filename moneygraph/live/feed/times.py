"""Times of a feed: microseconds since 1970 by the country's one clock, as integers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
_EPOCH: Final = datetime(1970, 1, 1)
_US: Final = timedelta(microseconds=1)


def moment(us: int) -> datetime:
    """Return a time as a row of an answer has it."""
    return _EPOCH + timedelta(microseconds=us)


def us_of(ts: datetime | str | int) -> int:
    """Return a time in microseconds; a text is as ISO 8601 writes it."""
    if isinstance(ts, int):
        return ts
    when = datetime.fromisoformat(ts) if isinstance(ts, str) else ts
    return (when - _EPOCH) // _US


def seconds(us: int) -> int:
    """Return whole seconds, never below zero: as the dwell of a hop is."""
    return max(0, us) // SECOND
