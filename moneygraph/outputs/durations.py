"""Seconds as a person says them."""

from __future__ import annotations

from moneygraph.outputs.texts import Texts

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_LONG_HOURS = 48


def duration(texts: Texts, seconds: float) -> str:
    """Return seconds in the largest two units that matter: ``35 min``, ``2 h 5 min``, ``4 days``.

    Below a minute they are said in seconds; from two days on in days and hours.
    """
    left = round(abs(seconds))
    if left < _MINUTE:
        return texts("unit.seconds", n=left)
    left = round(left / _MINUTE) * _MINUTE
    if left >= _LONG_HOURS * _HOUR:
        return _two(texts, ("days", _DAY), ("hours", _HOUR), left)
    if left >= _HOUR:
        return _two(texts, ("hours", _HOUR), ("minutes", _MINUTE), left)
    return texts("unit.minutes", n=left // _MINUTE)


def _two(texts: Texts, large: tuple[str, int], small: tuple[str, int], seconds: int) -> str:
    rounded = round(seconds / small[1]) * small[1]
    first, rest = divmod(rounded, large[1])
    said = texts(f"unit.{large[0]}", n=first)
    return f"{said} {texts(f'unit.{small[0]}', n=rest // small[1])}" if rest else said
