"""Collects the payments of a made-up world and settles them in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.canonical import Transfer, Truth, mules, number

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

HOUR: Final = 3_600
DAY: Final = 86_400
START: Final = datetime(2026, 1, 1)
#: The other side of cash in and out where the world shows none.
NOBODY: Final = 0
_ENDLESS: Final = 10**13
_NONE: Final = -1
_COLUMNS: Final = ("ts", "payer", "payee", "amount", "of", "share", "round_to", "kind", "pattern")


@dataclass
class Book:
    """Accounts and payments of one world; accounts are whole numbers, amounts whole tenge.

    Payments are only planned until `settle`: then each is made if its payer has the money.
    """

    name: str
    days: int
    openings: list[NDArray[Any]] = field(default_factory=lambda: [np.zeros(1)])
    names: dict[int, str] = field(default_factory=lambda: {NOBODY: ""})
    roles: dict[int, str] = field(default_factory=dict)
    criminals: set[int] = field(default_factory=set)
    _parts: list[dict[str, NDArray[Any]]] = field(default_factory=list)
    _accounts: int = 1
    _payments: int = 0

    def accounts(self, opening: Any, role: str = "") -> Ints:
        """Add accounts with what lies on each at first; those with a role are negative."""
        ids = np.arange(self._accounts, self._accounts + len(opening))
        self._accounts += len(opening)
        self.openings.append(np.asarray(opening))
        if role:
            self.become(ids, role)
        return ids

    def become(self, ids: Ints, role: str) -> None:
        """Say whom negative accounts belong to."""
        self.roles.update(dict.fromkeys(ids.tolist(), role))

    def endless(self, count: int, role: str = "") -> Ints:
        """Add accounts that never run dry: employers, shops, lenders, accounts of other banks."""
        return self.accounts(np.full(count, _ENDLESS), role)

    def named(self, name: str) -> int:
        """Add a party of which only a name is known, and no number."""
        (account,) = self.endless(1).tolist()
        self.names[account] = name
        return int(account)

    def pay(
        self,
        ts: Any,
        payer: Any,
        payee: Any,
        amount: Any = 0,
        kind: str = "transfer",
        *,
        of: Any = _NONE,
        share: Any = 0.0,
        round_to: Any = 1,
        pattern: str = "",
    ) -> Ints:
        """Plan payments and return their places; what is outside the world's days is never made.

        With `share` the amount is that part of payment `of`, or of all that the payer then has.
        Payments with a `pattern` are labelled. `ts` is in seconds from `START`.
        """
        values = (ts, payer, payee, amount, of, share, round_to, kind, pattern)
        whole = np.broadcast_arrays(*(np.atleast_1d(value) for value in values))
        self._parts.append(dict(zip(_COLUMNS, whole, strict=True)))
        first = self._payments
        self._payments += len(whole[0])
        return np.arange(first, self._payments)

    def made(self, *, days_only: bool = False) -> tuple[list[Transfer], Iterator[Truth]]:
        """Return the payments that were made, and the truth; `days_only` shows no time of day."""
        columns = {name: np.concatenate([part[name] for part in self._parts]) for name in _COLUMNS}
        amounts = self._settle(columns)
        transfers: list[Transfer] = []
        moves: list[tuple[str, datetime, str]] = []
        shown = [
            "" if one in self.names else number(self.name, one) for one in range(self._accounts)
        ]
        values = (columns[name].tolist() for name in ("ts", "payer", "payee", "kind", "pattern"))
        for seconds, payer, payee, kind, pattern, amount in zip(*values, amounts, strict=True):
            if not amount:
                continue
            at = START + timedelta(seconds=int(seconds // DAY * DAY if days_only else seconds))
            names = (self.names.get(payer, ""), self.names.get(payee, ""))
            sides = (shown[payer], shown[payee])
            transfers.append(Transfer(at, *sides, amount * 100, kind, *names))
            if pattern:
                moves += [(side, at, pattern) for side in sides]
        return transfers, self._truth(moves, shown)

    def _truth(self, moves: list[tuple[str, datetime, str]], shown: list[str]) -> Iterator[Truth]:
        positive = {shown[one] for one in self.criminals}
        yield from mules(moves, positive, ())
        for account, role in sorted((shown[one], role) for one, role in self.roles.items()):
            if account not in positive:
                yield Truth(account, False, role)

    def _settle(self, columns: dict[str, NDArray[Any]]) -> list[int]:
        """Return what each payment was of, 0 where it was not made."""
        ts, payers, payees, fixed, of, share, round_to = (
            columns[name].tolist() for name in _COLUMNS[:7]
        )
        balance = np.concatenate(self.openings).astype(np.int64).tolist()
        balance[NOBODY] = _ENDLESS
        amounts = [0] * len(ts)
        end = self.days * DAY
        for at in np.argsort(columns["ts"], kind="stable").tolist():
            payer = payers[at]
            amount = fixed[at]
            if share[at]:
                whole = balance[payer] if of[at] < 0 else amounts[of[at]]
                amount = whole * share[at]
            amount = int(amount // round_to[at] * round_to[at])
            if 0 < amount <= balance[payer] and 0 <= ts[at] < end and payer != payees[at]:
                balance[payer] -= amount
                balance[payees[at]] += amount
                amounts[at] = amount
        return amounts
