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
from moneygraph.store.message import Message
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
#: Columns that name a transfer where there is none of that name: its reference, or these together.
REFERENCE: Final = "reference"
FACTS: Final = ("ts", "from_account", "to_account", "amount")
_HOW: Final = Message(
    "Write 1 or 0, true or false, or the pattern's name; an empty cell is negative."
)


@dataclass(frozen=True)
class Label:
    """One line of the file: `name` as it was written, `instance` separates patterns of a type.

    A transfer may have its `reference` in place of a name, or `facts`: the cells of `FACTS`.
    """

    line: int
    name: str
    positive: bool
    pattern: str | None = None
    instance: str = ""
    reference: str = ""
    facts: tuple[str, ...] = ()


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

    name: int | None
    label: int | None
    pattern: int | None
    instance: int | None
    reference: int | None
    facts: tuple[int, ...]


def read_labels(path: str | Path, options: LabelOptions | None = None) -> Labels:
    """Read labels of a text table with a header.

    `of` chooses among the columns `transfer`, `account` and `owner` where there are several; a
    transfer may have its `reference` instead, or `ts`, `from_account`, `to_account` and `amount`;
    `label` is the column of labels. With `all_positive` none is needed: all that is listed is
    positive. There may be columns `pattern` and `instance`. Raises `CallError`.
    """
    options = options or LabelOptions()
    of, all_positive = options.of, options.all_positive
    file = printable(str(path))
    if not Path(path).is_file():
        raise CallError(
            Message("there is no file of labels {file}", file=file), Message("Check the path.")
        )
    if of is not None and of not in SUBJECTS:
        raise CallError(
            Message("labels cannot be of '{of}'", of=of),
            Message("Choose one of: {names}.", names=SUBJECTS),
        )
    try:
        lines = _lines(Path(path), file)
        _, header = next(lines, (1, []))
        subject, columns = _columns(file, header, of, None if all_positive else options.label)
        rows = [_label(file, subject, columns, line, cells) for line, cells in lines if any(cells)]
    except (FileRefused, UnicodeDecodeError) as error:
        what = getattr(error, "message", Message("{file} is no text", file=file))
        raise CallError(
            Message("the labels cannot be read: {what}", what=what),
            Message("Write them as CSV in UTF-8."),
        ) from error
    if not rows:
        raise CallError(
            Message("{file} holds no labels", file=file),
            Message("Write one thing and its label on each line."),
        )
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
    has = Message("It has: {names}.", names=[head for head in header if head] or Message("none"))
    facts = tuple(heads[one] for one in FACTS if one in heads)
    facts = facts if len(facts) == len(FACTS) else ()
    subject = next((one for one in SUBJECTS if one in heads and of in (None, one)), None)
    if subject is None and of in (None, "transfer") and (REFERENCE in heads or facts):
        subject = "transfer"
    if subject is None:
        raise CallError(
            Message("{file} has no column '{column}'", file=file, column=of)
            if of
            else Message("{file} has no column 'account', 'owner' or 'transfer'", file=file),
            has,
        )
    if label is not None and label.lower() not in heads:
        raise CallError(
            Message("{file} has no column '{column}'", file=file, column=label),
            Message(
                "{has} Name the column with --label, or say --all-positive where it lists none"
                " but the positives.",
                has=has,
            ),
        )
    where = None if label is None else heads[label.lower()]
    by_name = subject in heads
    return subject, _Heads(
        heads.get(subject),
        where,
        heads.get("pattern"),
        heads.get("instance"),
        None if by_name else heads.get(REFERENCE),
        () if by_name else facts,
    )


def _label(file: str, subject: str, columns: _Heads, line: int, cells: list[str]) -> Label:
    def cell(index: int | None) -> str:
        return cells[index] if index is not None and index < len(cells) else ""

    reference, facts = cell(columns.reference), tuple(cell(one) for one in columns.facts)
    facts = () if reference or not _are_facts(*facts) else facts
    name = cell(columns.name) or reference or " ".join(facts)
    if not name:
        raise CallError(
            Message(
                "line {line} of {file} names no {subject}",
                line=line,
                file=file,
                subject=Message(subject),
            ),
            Message("Name it, or drop the line."),
        )
    verdict = read_verdict("1" if columns.label is None else cell(columns.label))
    if verdict is None:
        given = printable(cell(columns.label), 60)
        raise CallError(
            Message(
                "line {line} of {file}: '{given}' is no label", line=line, file=file, given=given
            ),
            _HOW,
        )
    if not verdict.positive:
        return Label(line, name, False, reference=reference, facts=facts)
    pattern = cell(columns.pattern).lower() or verdict.pattern
    return Label(line, name, True, pattern, cell(columns.instance), reference, facts)


def _are_facts(ts: str = "", payer: str = "", payee: str = "", amount: str = "") -> bool:
    """Tell whether cells name a transfer; one of its accounts may be missing, as cash has none."""
    return bool(ts and amount and (payer or payee))
