"""A table that a reader made of a part of a file, and what that says of its accounts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stated:
    """What a statement says of an account: a balance, or what moved in all, as it is written.

    `what` is "opening" or "closing", at the beginning or the end of `day`, or "debits" or
    "credits", of all rows, `count` of them. `currency` is "" for that of the account's rows.
    """

    account: str
    what: str
    day: str
    amount: str
    currency: str = ""
    count: str = ""


@dataclass(frozen=True)
class Made:
    """A table: its name as a sheet, where it is, and what the file says outside of its rows.

    `merges` is a table of cells that are merged downwards, and `index` its place among the sheets
    of a file of which some are left out.
    """

    name: str
    path: Path
    stated: tuple[Stated, ...] = ()
    merges: Path | None = None
    index: int | None = None
