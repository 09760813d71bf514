"""Numbers with the check digits that real ones have: IIN, BIN, IBAN."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Country -> characters after the check digits that are letters, and how many digits follow.
FOREIGN = {"TR": ("", 22), "AE": ("", 19), "GE": ("TB", 16), "LT": ("", 16)}


def check_digit(first: str) -> str | None:
    """Return the twelfth digit of an IIN or BIN for its first eleven, None if there is none."""
    for weights in (_FIRST, _SECOND):
        rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
        if rest < 10:
            return str(rest)
    return None


def luhn_digit(first: str) -> str:
    """Return the check digit that payment cards and IMEIs have after these digits.

    >>> luhn_digit("7992739871")
    '3'
    """
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(first)))
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def iban(country: str, rest: str) -> str:
    """Return the IBAN whose part after the check digits is `rest`."""
    digits = "".join(str(_LETTERS.index(letter)) for letter in f"{rest}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{rest}"


class Numbers:
    """Gives out numbers, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def person(self, birth: date, woman: bool) -> str:
        """Return an IIN: birth date, century and sex, four digits, check digit."""
        century = (3 if birth.year < 2000 else 5) + woman
        return self._holding(f"{birth:%y%m%d}{century}", 4)

    def company(self, registered: date) -> str:
        """Return a BIN: year and month, 4 for a resident company, 0, five digits, check."""
        return self._holding(f"{registered:%y%m}40", 5)

    def account(self, bank: str) -> str:
        """Return a Kazakh IBAN of the bank with this three-digit code."""
        return self._fresh(lambda: iban("KZ", bank + self._draw("0123456789", 13)))

    def foreign_account(self, country: str) -> str:
        """Return an IBAN of one of the `FOREIGN` countries."""
        letters, digits = FOREIGN[country]
        return self._fresh(lambda: iban(country, letters + self._draw("0123456789", digits)))

    def _holding(self, start: str, digits: int) -> str:
        while True:
            first = start + self._draw("0123456789", digits)
            number = first + (check_digit(first) or "")
            if len(number) == 12 and number not in self._given:
                self._given.add(number)
                return number

    def _draw(self, characters: str, count: int) -> str:
        return "".join(self._random.choices(characters, k=count))

    def _fresh(self, make: Callable[[], str]) -> str:
        number = make()
        while number in self._given:
            number = make()
        self._given.add(number)
        return number
