"""A text table on disk: its encoding, its dialect and its first rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.encoding import UTF8, decide_encoding, encoding_of_rest, undecodable
from moneygraph.ingest.readers.records import Dialect, Record, records, sniff_dialect
from moneygraph.ingest.readers.refusal import (
    AGAIN,
    COLUMNS,
    HEAD_CELL,
    HEAD_ROWS,
    SAMPLE,
    refusal,
    unopenable,
)

_STEERING = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
#: More steering bytes than this share and it is no text, whatever it is called.
_MOST_STEERING = 0.02
#: What text tables that we wrote ourselves look like.
OWN_DIALECT: Final = Dialect(",")


@dataclass(frozen=True)
class TextFile:
    """Where a text table is and how to read it; `name` is for messages."""

    path: Path
    name: str
    encoding: str = "utf-8"
    dialect: Dialect = OWN_DIALECT

    @contextmanager
    def records(self) -> Iterator[Iterator[Record]]:
        """Open the file; its records can be read inside the block. Errors as in `records`."""
        try:
            stream = io.TextIOWrapper(self.path.open("rb"), encoding=self.encoding, newline="")
        except OSError as error:
            raise unopenable(self.name, error) from error
        with stream:
            yield records(stream, self.dialect, self.name)


@dataclass(frozen=True)
class Head:
    """The first rows of a text table as they were read, at most `HEAD_ROWS`."""

    rows: list[Record]

    @property
    def cells(self) -> list[list[str]]:
        """The rows without empty cells at their ends, long cells cut."""
        return [_trimmed(row.cells) for row in self.rows]

    @property
    def width(self) -> int:
        """Cells in the longest row, at most `COLUMNS`."""
        return min(max((len(row.cells) for row in self.rows), default=0), COLUMNS)

    def lines(self, count: int, end: str) -> int:
        """Return how many line ends are in the first `count` rows."""
        return sum(row.text.count(end) for row in self.rows[:count])


def sniff_text(path: Path, name: str) -> TextFile:
    """Tell encoding and dialect of a file from its beginning; raises `UnreadableFile`."""
    try:
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
            whole = not file.read(1)
    except OSError as error:
        raise unopenable(name, error) from error
    if not sample:
        raise refusal(name, "is empty")
    encoding = decide_encoding(sample, name)
    if encoding[:6] not in ("utf-16", "utf-32") and _is_binary(sample):
        raise refusal(name, "is not a text file", f"{AGAIN} as .csv or .xlsx.")
    text = sample.decode(encoding, "ignore").replace("\0", "")
    return TextFile(path, name, encoding, sniff_dialect(text, whole=whole))


def read_head(text: TextFile) -> tuple[TextFile, Head]:
    """Return the first rows, and the file with its encoding set right should they show it wrong.

    Raises `UnreadableFile` when a line is too long or is no text in any one encoding.
    """
    try:
        with text.records() as rows:
            head = Head(list(islice(rows, HEAD_ROWS)))
    except UnicodeDecodeError:
        return read_head(other_encoding(text))
    return text, head


def other_encoding(text: TextFile) -> TextFile:
    """Return `text`, which did not decode, with the encoding of its rest, or refuse the file."""
    encoding = encoding_of_rest(text.path, text.name) if text.encoding in UTF8 else None
    if encoding is None:
        raise undecodable(text.path, text.encoding, text.name)
    return replace(text, encoding=encoding)


def whole_text(path: Path, name: str) -> str:
    """Return all of a text, of any encoding that we know; raises `UnreadableFile`."""
    text = sniff_text(path, name)
    try:
        return path.read_text(encoding=text.encoding)
    except UnicodeDecodeError:
        return path.read_text(encoding=other_encoding(text).encoding)


def _is_binary(sample: bytes) -> bool:
    return len(_STEERING.findall(sample)) > _MOST_STEERING * len(sample)


def _trimmed(cells: list[str]) -> list[str]:
    cut = [cell[:HEAD_CELL] for cell in cells[:COLUMNS]]
    while cut and not cut[-1]:
        cut.pop()
    return cut
