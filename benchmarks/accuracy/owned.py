"""Writes payments of people with accounts at several banks, of which some are held."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.planter import Planter

#: Of so many people at the beginning something is planted on each.
_PLANTED = 170
_HEADER = ("ts", "from_account", "to_account", "amount", "kind", "from_id", "to_id")


class OwnedPlanter(Planter):
    """A planter that knows who owns an account, so that more accounts of a person can be opened.

    `owner_of` has people's and companies' accounts; `companies` are accounts, each planted once;
    `exchange` is an account of one.
    """

    def __init__(
        self,
        seed: int,
        people: Sequence[str],
        companies: Sequence[str],
        owner_of: dict[str, str],
        first: int,
        last: int,
        exchange: str,
    ) -> None:
        super().__init__(seed, people, first, last)
        self.owner_of, self.exchange = owner_of, exchange
        #: Accounts that receive from victims, and from how many so far.
        self.droppers: dict[str, int] = {}
        self._companies = list(companies)
        self._residents = list(people[_PLANTED:])
        self._opened = 0
        self._unseen: list[str] = []

    def take_company(self, kind: str) -> str:
        """Return the account of the next company and record what is planted on it."""
        account = self._companies.pop(0)
        self.kind_of[account] = kind
        return account

    def resident(self) -> str:
        """Return somebody else's account each time: nobody sells or passes on by chance."""
        return self._residents.pop(int(self.rng.integers(len(self._residents))))

    def some(self, count: int) -> list[str]:
        """Return different people, each once."""
        return [self.resident() for _ in range(count)]

    def own(self, account: str) -> str:
        """Open another account of the owner, at another bank whose statements are held."""
        self._opened += 1
        number = f"OWN-{self._opened}"
        self.owner_of[number] = self.owner_of[account]
        return number

    def unseen(self) -> str:
        """Return an account of which nothing is held; every second has served somebody else."""
        if self._unseen and self.rng.random() < 0.5:
            return self._unseen.pop(0)
        self._unseen.append(account := self.outside())
        return account

    def lenders(self, count: int) -> list[str]:
        """Return different lenders."""
        return [f"LENDER-{int(one)}" for one in self.rng.choice(9, count, replace=False)]

    def thousands(self, least: int, most: int) -> int:
        """Return a sum between so many thousands."""
        return int(self.rng.integers(least, most + 1)) * 1000

    def split(self, amount: float, parts: int) -> list[int]:
        """Split a sum into so many parts, no two alike."""
        weights = self.rng.uniform(0.5, 1.5, parts)
        return [int(part) for part in amount * weights / weights.sum()]

    @property
    def held(self) -> list[str]:
        """The accounts of people and companies, whose statements are held."""
        sides = {side for _, payer, payee, *_ in self.rows for side in (payer, payee)}
        return sorted(sides & self.owner_of.keys())

    def write(self, path: Path) -> None:
        """Write it as a canonical CSV."""
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(_HEADER)
            for row in sorted(self.rows):
                out.writerow((*row, *(self.owner_of.get(side, "") for side in row[1:3])))
