"""Which form of a word goes with a number, in the three languages."""

from __future__ import annotations

from collections.abc import Sequence


def form(lang: str, number: float, forms: Sequence[str]) -> str:
    """Return the one of `forms` that goes with `number`.

    English has two (one, more), Russian three (1, 2-4, 5 and more), Kazakh one. Where fewer
    are given than the language has, the last serves for the rest.

    >>> [form("ru", n, ("счёт", "счёта", "счетов")) for n in (1, 3, 11, 21)]
    ['счёт', 'счёта', 'счетов', 'счёт']
    """
    place = _PLACES[lang](abs(number))
    return forms[min(place, len(forms) - 1)]


def _english(number: float) -> int:
    return 0 if number == 1 else 1


def _russian(number: float) -> int:
    if number != int(number):
        return 1
    tens, units = int(number) % 100, int(number) % 10
    if units == 1 and tens != 11:
        return 0
    return 1 if 2 <= units <= 4 and not 12 <= tens <= 14 else 2


def _kazakh(number: float) -> int:
    return 0


_PLACES = {"en": _english, "ru": _russian, "kk": _kazakh}
