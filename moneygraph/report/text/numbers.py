"""Amounts, times, durations and shares as text: exact for programs, readable for people."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from moneygraph.store.data import unusual_decimals

if TYPE_CHECKING:
    from moneygraph.report.text.texts import Texts

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_LONG_HOURS = 48


def duration(texts: Texts, seconds: float) -> str:
    """Return seconds in the largest two units that matter: ``35 min``, ``2 h 5 min``, ``4 days``.

    Below a minute it is in seconds; from two days on in days and hours.
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
    text = texts(f"unit.{large[0]}", n=first)
    return f"{text} {texts(f'unit.{small[0]}', n=rest // small[1])}" if rest else text


_USUAL = 2


def decimals(currency: str | None) -> int:
    """Return the number of decimals of amounts in a currency: 2 unless a table has another."""
    return unusual_decimals().get(currency, _USUAL) if currency else _USUAL


def plain_amount(units: int, currency: str | None = None) -> str:
    """Return minor units as a program reads them.

    >>> plain_amount(-123456789), plain_amount(5)
    ('-1234567.89', '0.05')
    """
    places = decimals(currency)
    digits = str(abs(units)).zfill(places + 1)
    return f"{'-' if units < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def wide_amount(units: int, currency: str | None = None) -> str:
    """Return minor units as a person reads them, thousands apart.

    >>> wide_amount(123456789)
    '1 234 567.89'
    """
    whole, _, part = plain_amount(units, currency).partition(".")
    return f"{count(int(whole)) if int(whole) else whole}.{part}"


def money(units: int, currency: str | None) -> str:
    """Return an amount for a person with its currency behind it, when that is known."""
    return f"{wide_amount(units, currency)} {currency}" if currency else wide_amount(units)


def count(number: int) -> str:
    """Return a whole number with thousands apart."""
    return f"{number:,}".replace(",", " ")


def percent(share: float) -> str:
    """Return a share from 0 to 1 in whole percent; never 100% or 0% unless it is that.

    >>> percent(0.996), percent(1.0), percent(0.001)
    ('99%', '100%', '1%')
    """
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        rounded = 99
    if rounded == 0 and share > 0:
        rounded = 1
    return f"{rounded}%"


def iso(value: date | datetime | None) -> str | None:
    """Return a time as ISO 8601 to the second, a day as a day."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value is not None else None


def moment(value: Any) -> str:
    """Return a time (or its ISO text) for a person: no T, no seconds that are zero."""
    text = (iso(value) if isinstance(value, date) else value) or ""
    return text.replace("T", " ").removesuffix(":00") if len(text) > 10 else text
