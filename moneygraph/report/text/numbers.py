"""Amounts and times as text that programs read; `formats` writes them for people."""

from __future__ import annotations

from datetime import date, datetime

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


def iso(value: date | datetime | None) -> str | None:
    """Return a time as ISO 8601 to the second, a day as a day."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value is not None else None
