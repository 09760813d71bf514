"""Writes payments into the life of a made-up region."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from moneygraph.demo.names import Numbers

HOUR, DAY = 3_600, 86_400
_HEADER = ("ts", "from_account", "to_account", "amount", "kind", "to_id")


def at(ts: float) -> str:
    """Return a time as files have it."""
    return datetime.fromtimestamp(int(ts), UTC).strftime("%Y-%m-%d %H:%M:%S")


class Planter:
    """Writes payments between people of a region; `people` live there, each is planted once.

    Times are seconds since 1970, amounts whole tenge. Whoever robs or is robbed lives there too.
    """

    def __init__(self, seed: int, people: Sequence[str], first: int, last: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.people = list(people)
        self.first, self.last = first, last
        self.rows: list[tuple[str, str, str, str, str]] = []
        self.kind_of: dict[str, str] = {}
        self._numbers = Numbers(Random(seed))
        self._firms: dict[str, str] = {}
        self._taken = self._outside = 0

    def take(self, kind: str) -> str:
        """Return the account of the next person and record what is planted on it."""
        account = self.people[self._taken]
        self._taken += 1
        self.kind_of[account] = kind
        return account

    def some(self, count: int) -> list[str]:
        """Return different people, of the later two thirds."""
        people = self.people[len(self.people) // 3 :]
        return [str(one) for one in self.rng.choice(people, count, replace=False)]

    def outside(self) -> str:
        """Return an account of which nothing else is known."""
        self._outside += 1
        return f"OUT-{self._outside}"

    def firm(self) -> str:
        """Return the account of a company, known by its business number."""
        account = f"FIRM-{len(self._firms) + 1}"
        self._firms[account] = self._numbers.company(date(2020, 1, 1))
        return account

    def begin(self, length: float) -> float:
        """Return a time from which so many seconds fit into the case."""
        room = self.last - self.first - 3 * DAY - 1.1 * length
        return float(self.first + 3 * DAY + self.rng.random() * room)

    def pay(self, ts: float, payer: str, payee: str, amount: float, kind: str = "transfer") -> None:
        """Add one transfer."""
        self.rows.append((at(ts), payer, payee, f"{int(amount)}.00", kind))

    def leave(self, ts: float, payer: str, amount: float) -> None:
        """Pay an account outside, take out cash, or pay somebody who lives there."""
        way = self.rng.random()
        if way < 0.5:
            self.pay(ts, payer, self.outside(), amount)
        elif way < 0.75:
            self.pay(ts, payer, "CASH", amount, "cash_out")
        else:
            self.pay(ts, payer, self.some(1)[0], amount)

    def gather(self, kind: str, amounts: Any, days: float) -> tuple[str, float]:
        """Let people pay one account within some days; return it and when the last may have."""
        account, begin = self.take(kind), self.begin((days + 2) * DAY)
        for payer, amount in zip(self.some(len(amounts)), amounts, strict=True):
            self.pay(begin + self.rng.random() * days * DAY, payer, account, amount)
        return account, begin + days * DAY

    def write(self, path: Path) -> None:
        """Write it as a canonical CSV."""
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(_HEADER)
            out.writerows((*row, self._firms.get(row[2], "")) for row in sorted(self.rows))
