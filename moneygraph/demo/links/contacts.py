"""Made-up phone numbers, devices, IP addresses and addresses, each given out once."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from moneygraph.demo.identity import luhn_digit

#: A code that operators' numbers do not have, so that no phone is anybody's.
_CODE = "+7799"
_STREETS = ("Самал", "Қызғалдақ", "Бәйтерек", "Достық", "Ақбота", "Көктем", "Степная", "Родниковая")


class Link(NamedTuple):
    """Something tied to an account, which is told by its place."""

    account: int
    kind: str
    value: str


class Contacts:
    """Gives out values, each once; none can be that of a real person."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def phone(self) -> str:
        """Return a phone number with its country's code."""
        return self._fresh(lambda: f"{_CODE}{self._random.randrange(10**7):07d}")

    def device(self) -> str:
        """Return fifteen digits as an IMEI has them, the last one a check digit."""
        return self._fresh(self._imei)

    def ip(self) -> str:
        """Return an address of 100.64.0.0/10, which operators use inside their own networks."""
        return self._fresh(lambda: self._address(100, self._random.randrange(64, 128)))

    def home(self) -> str:
        """Return a street, a house and a flat in no particular town."""
        return self._fresh(lambda: f"{self._house()}, кв. {self._random.randint(1, 120)}")

    def office(self, bank: str) -> str:
        """Return the address of a bank's branch."""
        return self._fresh(lambda: f"{self._house()}, отделение {bank}")

    def hotspot(self) -> str:
        """Return an address of 198.18.0.0/15, which is kept for tests of networks."""
        return self._fresh(lambda: self._address(198, self._random.randrange(18, 20)))

    def machine(self) -> str:
        """Return the number of a cash machine."""
        return self._fresh(lambda: f"ATM-{self._random.randrange(10**5):05d}")

    def _imei(self) -> str:
        first = f"35{self._random.randrange(10**12):012d}"
        return first + luhn_digit(first)

    def _address(self, first: int, second: int) -> str:
        return f"{first}.{second}.{self._random.randrange(256)}.{self._random.randrange(1, 255)}"

    def _house(self) -> str:
        return f"ул. {self._random.choice(_STREETS)}, д. {self._random.randint(1, 250)}"

    def _fresh(self, make: Callable[[], str]) -> str:
        value = make()
        while value in self._given:
            value = make()
        self._given.add(value)
        return value
