"""Writes the output of a generator as our canonical CSV, with its truth beside it.

Needs nothing but the standard library, as it runs in the generator's environment.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

TRANSFERS, TRUTH, LABELS = "transfers.csv", "truth.csv", "labels.csv"
#: Columns of `TRANSFERS`, a part of the canonical ones.
COLUMNS = ("ts", "from_account", "to_account", "amount", "currency", "kind", "from_name", "to_name")
TRUTH_COLUMNS = ("account", "label", "pattern", "since", "until")
#: Tenge for one unit, round and about those of 2026: thresholds of queries are in tenge.
RATES = {"USD": 500, "BRL": 100, "INR": 6, "BDT": 4}


@dataclass(frozen=True)
class Transfer:
    """One transfer as a bank sees it; `amount` in tiyn. A party without a number has a name."""

    ts: datetime
    payer: str
    payee: str
    amount: int
    kind: str = "transfer"
    payer_name: str = ""
    payee_name: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its row."""
        amount = f"{self.amount // 100}.{self.amount % 100:02d}"
        ts = self.ts.strftime("%Y-%m-%d %H:%M:%S")
        names = (self.payer_name, self.payee_name)
        return (ts, self.payer, self.payee, amount, "KZT", self.kind, *names)


@dataclass(frozen=True)
class Truth:
    """The label that the generator gives an account.

    Of a mule `since` and `until` are the first and the last labelled transfer it took part in.
    """

    account: str
    positive: bool
    pattern: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its row."""
        times = (at.strftime("%Y-%m-%d %H:%M:%S") if at else "" for at in (self.since, self.until))
        return (self.account, str(int(self.positive)), self.pattern, *times)


def number(generator: str, account: object) -> str:
    """Return an account number that reveals nothing: generators number mules first, or last."""
    digest = hashlib.sha256(f"{generator}:{account}".encode()).digest()
    return f"A{int.from_bytes(digest[:8]) % 10**12:012d}"


def tiyn(amount: float, currency: str) -> int:
    """Return an amount of a currency in tiyn, at least one; generators hold money in floats."""
    return max(1, round(amount * 100) * RATES[currency])


def mules(
    moves: Iterable[tuple[str, datetime, str]], positive: set[str], negative: Iterable[str]
) -> Iterator[Truth]:
    """Yield the truth of accounts from the labelled transfers that each took part in.

    `moves` are (account, time, pattern), one for each side. Of `positive` those without a move
    are left out, as they did nothing that could be seen; an account's pattern is its first.
    """
    seen: dict[str, list[tuple[datetime, str]]] = {}
    for account, ts, pattern in moves:
        if account in positive:
            seen.setdefault(account, []).append((ts, pattern))
    for account in sorted(seen):
        first, last = min(seen[account]), max(seen[account])
        yield Truth(account, True, first[1], first[0], last[0])
    for account in sorted(set(negative) - positive):
        yield Truth(account, False)


def write_whole(folder: Path, transfers: Iterable[Transfer], truths: Iterable[Truth]) -> None:
    """Write `TRANSFERS`, in the order of time, and `TRUTH` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / TRANSFERS, COLUMNS, sorted(one.cells for one in transfers))
    write_rows(folder / TRUTH, TRUTH_COLUMNS, (one.cells for one in truths))


def write_rows(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write one CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)
