"""Amounts, times and shares as text: exact for programs, readable for people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from moneygraph.store.data import unusual_decimals

_USUAL = 2


def decimals(currency: str | None) -> int:
    """Return the number of decimals of amounts in a currency: 2 unless a table has another."""
    return unusual_decimals().get(currency, _USUAL) if currency else _USUAL


def plain_amount(units: int, currency: str | None = None) -> str:
    """Return minor units as a program reads them.

    >>> plain_amount(-123456789), plain_amount(5)
    ('-1234567.89', '0.05')
    """
    after_point = decimals(currency)
    digits = str(abs(units)).zfill(after_point + 1)
    return f"{'-' if units < 0 else ''}{digits[:-after_point]}.{digits[-after_point:]}"


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


def about_amount(units: int, lang: str) -> str:
    """Return minor units roughly, as one says it: three digits at the most, in words.

    >>> about_amount(159530000, "en"), about_amount(30020000, "ru"), about_amount(99950, "en")
    ('1.6 million', '300 тысяч', '1,000')
    """
    from babel.numbers import format_compact_decimal  # takes a moment, and few commands need it

    whole = round(units / 100)
    digits = len(str(abs(whole)))
    rounded = round(whole, min(0, 3 - digits))
    after_point = 1 if digits % 3 in (1, 2) else 0
    return format_compact_decimal(
        rounded, format_type="long", locale=lang, fraction_digits=after_point
    ).replace("\xa0", " ")


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
