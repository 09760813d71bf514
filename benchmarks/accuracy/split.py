"""Splits a data set by time and by account into a part to learn from and one to look at once.

The cut is the middle of the time that the transfers cover. Accounts fall into two halves by a
hash of their numbers.

- `learn` holds the transfers before the cut, and labels of half A. A mule is labelled if it took
  part in a labelled transfer before the cut: what comes later nobody could know.
- `held-out` holds the transfers from the cut on, and labels of half B. A mule is labelled if it
  took part in a labelled transfer from the cut on.

A mule that is not labelled is in neither: it is not negative. A bank that looks in the later time
would have the earlier transfers too; they are left out all the same, so that no transfer is seen
in both parts and both are cases of one kind: so many weeks of everybody, with nothing before.
What queries make of an account's past is then too little in both, which is no help to them.
Labels name only accounts of which the part holds a transfer.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from benchmarks.accuracy.canonical import COLUMNS, LABELS, TRANSFERS, TRUTH, write_rows

PARTS = ("learn", "held-out")
LABEL_COLUMNS = ("account", "label", "pattern")
Row = dict[str, str]


def half_of(account: str) -> str:
    """Return the part for which an account's label is used."""
    return PARTS[hashlib.sha256(f"half:{account}".encode()).digest()[0] % 2]


def cut_of(transfers: list[Row]) -> str:
    """Return the middle of the time that transfers, in the order of time, cover."""
    first, last = (datetime.fromisoformat(transfers[index]["ts"]) for index in (0, -1))
    return (first + (last - first) / 2).strftime("%Y-%m-%d %H:%M:%S")


def labels_of(part: str, cut: str, seen: set[str], truths: Iterable[Row]) -> list[tuple[str, ...]]:
    """Return the rows of one part's labels; `seen` are the accounts in it."""
    rows: list[tuple[str, ...]] = []
    for truth in truths:
        early, late = truth["since"] < cut, truth["until"] >= cut
        visible = truth["label"] == "0" or (early if part == "learn" else late)
        if visible and truth["account"] in seen and half_of(truth["account"]) == part:
            rows.append((truth["account"], truth["label"], truth["pattern"]))
    return rows


def split(folder: Path) -> None:
    """Write a folder for each part beside a data set's whole."""
    transfers, truths = _read(folder / TRANSFERS), _read(folder / TRUTH)
    cut = cut_of(transfers)
    early = [row for row in transfers if row["ts"] < cut]
    for part, held in zip(PARTS, (early, transfers[len(early) :]), strict=True):
        (folder / part).mkdir(exist_ok=True)
        rows = (tuple(row[column] for column in COLUMNS) for row in held)
        write_rows(folder / part / TRANSFERS, COLUMNS, rows)
        seen = {row[side] for row in held for side in ("from_account", "to_account")}
        write_rows(folder / part / LABELS, LABEL_COLUMNS, labels_of(part, cut, seen, truths))


def _read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
