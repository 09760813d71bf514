"""Tables of messages that hold statements of several accounts: one for each account."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moneygraph.ingest.readers.made import Made, Stated


@dataclass
class AccountTable:
    """An account's rows, what is stated of it, and days: the first and the last are its period."""

    stated: list[Stated] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def write_tables(
    accounts: Mapping[str, AccountTable], header: Sequence[str], folder: Path
) -> list[Made]:
    """Write the table of each account into `folder`; return them."""
    tables = []
    for place, (account, one) in enumerate(accounts.items()):
        path = folder / f"account-{place}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            if one.days:
                period = f"Period {min(one.days)} - {max(one.days)}"
                table.writerow(["Account", account, period])
            table.writerow(header)
            table.writerows(one.rows)
        tables.append(Made(account if len(accounts) > 1 else "", path, tuple(one.stated)))
    return tables
