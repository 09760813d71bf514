"""Reads a file of labels: accounts, owners or transfers, each positive or negative.

A label may also be the name of a pattern; that is positive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from moneygraph.ingest.readers.textfile import sniff_text
from moneygraph.store.errors import CallError, FileRefused
from moneygraph.store.printable import printable

_POSITIVE: Final = frozenset(("1", "1.0", "true", "yes", "positive", "guilty"))
_NEGATIVE: Final = frozenset(("", "0", "0.0", "false", "no", "negative", "innocent"))
#: Words that are no pattern, and whose meaning as a label is not certain.
_VAGUE: Final = frozenset(
    """none null nan na n/a nil unknown unlabelled unlabeled normal legit legitimate licit
    illicit clean ok suspicious fraud label""".split()
)
_PATTERN: Final = re.compile(r"[^\W\d_][\w ().:+/-]{0,59}")


class Verdict(NamedTuple):
    """Positive or not; `pattern` is the word for the type, where one is given."""

    positive: bool
    pattern: str | None


def read_verdict(text: str) -> Verdict | None:
    """Return the verdict of a label, or None where it is no label."""
    given = text.strip()
    lowered = given.lower()
    if lowered in _POSITIVE or lowered in _NEGATIVE:
        return Verdict(lowered in _POSITIVE, None)
    if lowered in _VAGUE or not _PATTERN.fullmatch(given):
        return None
    return Verdict(True, lowered)


#: What labels can be of, in the order in which a column of it is taken.
SUBJECTS: Final = ("transfer", "account", "owner")
_HOW: Final = "Write 1 or 0, true or false, or the pattern's name; an empty cell is negative."


@dataclass(frozen=True)
class Label:
    """One line of the file: `name` as it was written, `instance` separates patterns of a type."""

    line: int
    name: str
    positive: bool
    pattern: str | None = None
    instance: str = ""


@dataclass(frozen=True)
class LabelOptions:
    """How a file of labels is read (see `read_labels`) and what has none (see `match_labels`)."""

    of: str | None = None
    label: str = "label"
    all_positive: bool = False
    unlabelled: str | None = None


@dataclass(frozen=True)
class Labels:
    """The labels of one file; `of` is one of `SUBJECTS`, `file` is for messages."""

    file: str
    of: str
    rows: list[Label]


@dataclass(frozen=True)
class _Heads:
    """The indices of columns; None where the file has no such column."""

    name: int
    label: int | None
    pattern: int | None
    instance: int | None


def read_labels(path: str | Path, options: LabelOptions | None = None) -> Labels:
    """Read labels of a text table with a header.

    `of` chooses among the columns `transfer`, `account` and `owner` where there are several;
    `label` is the column of labels. With `all_positive` none is needed: all that is listed is
    positive. There may be columns `pattern` and `instance`. Raises `CallError`.
    """
    options = options or LabelOptions()
    of, all_positive = options.of, options.all_positive
    file = printable(str(path))
    if not Path(path).is_file():
        raise CallError(f"there is no file of labels {file}", "Check the path.")
    if of is not None and of not in SUBJECTS:
        raise CallError(
            f"labels cannot be of '{printable(of)}'", f"Choose one of: {', '.join(SUBJECTS)}."
        )
    try:
        lines = _lines(Path(path), file)
        _, header = next(lines, (1, []))
        subject, columns = _columns(file, header, of, None if all_positive else options.label)
        rows = [_label(file, subject, columns, line, cells) for line, cells in lines if any(cells)]
    except (FileRefused, UnicodeDecodeError) as error:
        what = error.message if isinstance(error, FileRefused) else f"{file} is no text"
        raise CallError(f"the labels cannot be read: {what}", "Write them as CSV in UTF-8.") from (
            error
        )
    if not rows:
        raise CallError(f"{file} holds no labels", "Write one thing and its label on each line.")
    return Labels(file, subject, rows)


def _lines(path: Path, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of the line on which it begins."""
    line = 1
    with sniff_text(path, file).records() as records:
        for record in records:
            yield line, [cell.strip() for cell in record.cells]
            line += record.text.count("\n")


def _columns(file: str, header: list[str], of: str | None, label: str | None) -> tuple[str, _Heads]:
    heads = {head.lower(): index for index, head in reversed(list(enumerate(header)))}
    has = f"It has: {', '.join(printable(head) for head in header if head) or 'none'}."
    subject = next((one for one in SUBJECTS if one in heads and of in (None, one)), None)
    if subject is None:
        missing = f"column '{of}'" if of else "column 'account', 'owner' or 'transfer'"
        raise CallError(f"{file} has no {missing}", has)
    if label is not None and label.lower() not in heads:
        raise CallError(
            f"{file} has no column '{printable(label)}'",
            f"{has} Name the column with --label, or say --all-positive where it lists none but"
            " the positives.",
        )
    where = None if label is None else heads[label.lower()]
    return subject, _Heads(heads[subject], where, heads.get("pattern"), heads.get("instance"))


def _label(file: str, subject: str, columns: _Heads, line: int, cells: list[str]) -> Label:
    def cell(index: int | None) -> str:
        return cells[index] if index is not None and index < len(cells) else ""

    name = cell(columns.name)
    if not name:
        raise CallError(f"line {line} of {file} names no {subject}", "Name it, or drop the line.")
    verdict = read_verdict("1" if columns.label is None else cell(columns.label))
    if verdict is None:
        given = printable(cell(columns.label), 60)
        raise CallError(f"line {line} of {file}: '{given}' is no label", _HOW)
    if not verdict.positive:
        return Label(line, name, False)
    pattern = cell(columns.pattern).lower() or verdict.pattern
    return Label(line, name, True, pattern, cell(columns.instance))
