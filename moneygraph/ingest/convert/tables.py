"""Text tables that a converter writes into a folder, until all of them have so many characters."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, TextIO

#: Members of an archive, and parts of a message.
MEMBERS: Final = 10_000


class TooMuchError(Exception):
    """The sheets would make more text than is allowed."""


class RefusedError(Exception):
    """The file is refused; the text names the reason."""


class RowWriter(Protocol):
    """What ``csv.writer`` returns."""

    def writerow(self, row: Iterable[Any], /) -> Any:
        """Write one row."""

    def writerows(self, rows: Iterable[Iterable[Any]], /) -> None:
        """Write several rows."""


class _Bounded:
    """A file to which ``csv`` writes row by row, until all sheets have so many characters."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.file: TextIO = sys.stdout

    def write(self, text: str) -> None:
        """Write a row."""
        self.left -= len(text)
        if self.left < 0:
            raise TooMuchError
        self.file.write(text)


class Tables:
    """The tables of one file; `sheets` is what is told of them."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self.sheets: list[dict[str, Any]] = []
        self._bounded = _Bounded(most)

    @property
    def left(self) -> int:
        """How many characters, or bytes of members, may still be written."""
        return self._bounded.left

    def spend(self, size: int) -> None:
        """Count in what is written apart from tables."""
        self._bounded.left -= size
        if self._bounded.left < 0:
            raise TooMuchError

    @contextmanager
    def table(self, name: str, index: int) -> Iterator[RowWriter]:
        """Open the table of a sheet; rows are written to it inside the block."""
        path = self.folder / f"{index}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            self._bounded.file = file
            yield csv.writer(self._bounded)
        self.sheets.append({"name": name, "index": index, "file": path.name, "merges": None})

    def merge(self, merges: Iterable[tuple[int, int, int]]) -> None:
        """Write what is merged downwards in the last sheet: column (from 0), first and last row."""
        found = sorted(merges)
        if not found:
            return
        path = self.folder / f"{self.sheets[-1]['index']}.merges.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(found)
        self.sheets[-1]["merges"] = path.name


def trimmed(row: list[Any]) -> list[Any]:
    """Return a row without blank cells at its end, which a few bytes can claim very many of."""
    last = len(row)
    while last and row[last - 1] == "":
        last -= 1
    return row[:last]
