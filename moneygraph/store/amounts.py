"""Amounts and moments as people write them, read as minor units and as times."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from moneygraph.store.data import unusual_decimals
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

#: Decimals of most currencies.
_USUAL = 2
_NOISE = re.compile(r"[\s\u00a0\u202f\u2009'’₸]|kzt|тенге|тг\.?", re.IGNORECASE)
_FORMS = (
    (re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,2}0*)?"), ",", "."),
    (re.compile(r"-?\d{1,3}(\.\d{3})+,\d{1,2}0*"), ".", ","),
    (re.compile(r"-?\d+(,\d{1,2}0*)?"), "", ","),
    (re.compile(r"-?\d+(\.\d{0,2}0*)?"), "", "."),
)


def tiyn(text: str) -> int | None:
    """Return the amount in hundredths, or None where the text is no amount.

    >>> tiyn("1 234 567,89"), tiyn("1,234,567.89"), tiyn("\u22125"), tiyn("1.234")
    (123456789, 123456789, -500, None)
    """
    plain = _NOISE.sub("", text).replace("\u2212", "-").replace("\u2013", "-")
    for form, thousands, point in _FORMS:
        if form.fullmatch(plain):
            whole, _, cents = plain.replace(thousands or " ", "").partition(point)
            units = int(whole) * 100
            part = int((cents + "00")[:2])
            return units - part if whole.startswith("-") else units + part
    return None


def units_in(text: str, currency: str | None = None) -> int | None:
    """Return an amount in minor units of a currency, or None where the text is no such amount.

    >>> units_in("-99,50"), units_in("-0.5", "BTC"), units_in("0.1234", "KZT")
    (-9950, -50000000, None)
    """
    after_point = unusual_decimals().get(currency or "", _USUAL)
    if after_point == _USUAL:
        return tiyn(text)
    plain = _NOISE.sub("", text).replace("\u2212", "-").replace(",", ".")
    sign = -1 if plain.startswith("-") else 1
    whole, _, part = plain.removeprefix("-").partition(".")
    digits = part.rstrip("0").ljust(after_point, "0")
    is_one = (whole + part).isascii() and (whole + part).isdecimal()
    return sign * int(f"{whole}{digits}") if is_one and len(digits) <= after_point else None


def asked_amount(text: str, currency: str | None = None) -> int:
    """Return an amount that a call names in minor units; raises `CallError` unless it is above 0.

    >>> asked_amount("99,50"), asked_amount("0.5", "BTC")
    (9950, 50000000)
    """
    units = units_in(text, currency)
    if units is None or units <= 0:
        raise CallError(
            Message("the amount '{amount}' cannot be read", amount=text),
            Message("Write it like 150000 or 99.50."),
        )
    return units


Moment = str | date | datetime


def moment(name: str, value: Moment | None, *, end_of_day: bool) -> datetime | None:
    """Read a time or a day; a day means its first moment or its last.

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
            Message("{name} has a time zone", name=name),
            Message("Give it without one: a case has the country's one clock."),
        )
    return value


_LOCAL = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,?[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?")
#: A day with the name of its month, as we print it in English.
_NAMED = re.compile(r"^(\d{1,2}) ([a-z]{3}) (?=\d{4}\b)", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _read(name: str, text: str) -> date | datetime:
    """Read a time or a day as ISO 8601 or as people here write it, the day first."""
    named = _NAMED.match(text)
    month = named[2].lower() if named else ""
    digits = f"{named[1]}.{_MONTHS.index(month) + 1}." if named and month in _MONTHS else ""
    local = _LOCAL.fullmatch(_NAMED.sub(digits, text) if digits else text)
    if local:
        day, month, year, clock = local.groups()
        hour, colon, rest = (clock or "").partition(":")
        text = f"{year}-{month:0>2}-{day:0>2}" + (f"T{hour:0>2}:{rest}" if colon else "")
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError as error:
        raise CallError(
            Message("{name} '{text}' is no time or day", name=name, text=text),
            Message("Write it like 2025-03-31, 31.03.2025 or 2025-03-31T18:30:00."),
        ) from error
