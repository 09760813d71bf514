"""Amounts, times and labels as they stand in pictures: spaced, dated, cut to the room there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

#: Characters of an ISO time to the minute.
_TO_MINUTES: Final = 16
#: How much wider bold letters are.
BOLD: Final = 1.1
_NARROW: Final = frozenset("ijlItfr.,:;'|!()[]/ \N{NO-BREAK SPACE}-·")
_WIDE: Final = frozenset("mwMWЖШЩЮМФДЫжшщюмфы@%—…")


def units(amount: str | None) -> int:
    """Return an amount that a program reads in minor units; nothing for null."""
    return int(amount.replace(".", "")) if amount else 0


def shown_time(texts: Texts, ts: str | None) -> str:
    """Return an ISO time as the language writes it: the day, then hours to seconds if known."""
    if not ts:
        return ""
    shown = texts.moment(ts)
    return f"{shown}:00" if ts.endswith(":00") and len(ts) > _TO_MINUTES else shown


def width(text: str, size: float) -> float:
    """Return about how wide a text is in a sans-serif font of `size` px; rather more than less."""
    return sum(_width(char) for char in text) * size


def _width(char: str) -> float:
    if char in _NARROW:
        return 0.35
    if char in _WIDE or ord(char) > 0x2E80:
        return 0.98
    return 0.7 if char.isupper() else 0.61


def fitted(text: object, room: float, size: float) -> str:
    """Return a text of a statement file, safe to show, cut to so many px."""
    shown = safe(text)
    if width(shown, size) <= room:
        return shown
    while shown and width(shown + "…", size) > room:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def with_amount(text: str, amount: str, room: float, size: float) -> str:
    """Return a text and an amount in so many px; it is the text that is cut, never the amount.

    >>> with_amount("opening balance", "1 260 361.82", 140, 11)
    'opening… 1 260 361.82'
    """
    return f"{fitted(text, room - width(f' {amount}', size), size)} {amount}"


def plain_sum(total: int, like: str) -> str:
    """Return minor units as text with as many decimals as another amount has.

    >>> plain_sum(5, "1.00"), plain_sum(7, "3")
    ('0.05', '7')
    """
    decimals = len(like.partition(".")[2])
    digits = str(total).zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def who(account: Mapping[str, Any]) -> str:
    """Return whom a reader looks for: the name, else the number or what stands for it."""
    return safe(account["name"] or account["label"])


def rounded(value: float) -> float:
    """Return a length in px to a hundredth, so that no machine writes it another way."""
    short = round(value, 2)
    return int(short) if short == int(short) else short
