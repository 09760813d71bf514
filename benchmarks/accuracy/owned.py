"""Writes payments of people with accounts at several banks, of which some are held."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.planter import Planter, at

#: Of so many people at the beginning something is planted on each.
_PLANTED = 240
_SHOPS = 40
_HEADER = ("ts", "from_account", "to_account", "amount", "kind", "from_id", "to_id", "from_balance")


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
        self._shops: list[str] = []
        #: What rows state that their payer has left.
        self.balance_after: dict[tuple[str, ...], int] = {}

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

    def shop(self) -> str:
        """Return a shop: one of forty, which are known by their business numbers."""
        if len(self._shops) < _SHOPS:
            self._shops.append(self.firm())
            return self._shops[-1]
        return self._shops[int(self.rng.integers(_SHOPS))]

    def buy(self, ts: float, account: str, lender: str, shop: str, amount: int) -> None:
        """Buy goods on credit: the bank pays the shop, or lends what is paid on at once."""
        if self.rng.random() < 0.7:
            self.pay(ts, account, shop, amount, "goods_loan")
        else:
            self.pay(ts, lender, account, amount, "loan")
            self.pay(ts + 20, account, shop, amount, "card")

    def state(self, account: str, ts: float) -> None:
        """Let the last row by which an account paid until a time state what is left."""
        rows = [row for row in self.rows if row[0] <= at(ts)]
        came = sum(float(row[3]) for row in rows if row[2] == account)
        mine = sorted(row for row in rows if row[1] == account)
        self.balance_after[mine[-1]] = int(came - sum(float(row[3]) for row in mine))

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
                ids = (self._id(side) for side in row[1:3])
                out.writerow((*row, *ids, self.balance_after.get(row, "")))

    def _id(self, account: str) -> str:
        return self.owner_of.get(account, self._firms.get(account, ""))
