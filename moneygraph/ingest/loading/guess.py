"""Guesses what the columns of an unknown table hold: by words of headers, and by the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from moneygraph.ingest.loading.loader import Loader, fold
from moneygraph.ingest.loading.recognise import Header, headers
from moneygraph.ingest.loading.vocabulary import Vocabulary, beginnings, spaced_words
from moneygraph.store.amounts import tiyn
from moneygraph.store.data import DataFiles
from moneygraph.store.words import words_of

#: Forms of dates that are tried, besides ISO 8601.
FORMS: Final = tuple(
    f"{day}{clock}"
    for day in ("%d.%m.%Y", "%d/%m/%Y", "%Y.%m.%d", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%y")
    for clock in (" %H:%M:%S", " %H:%M", "")
)
_ACCOUNT: Final = re.compile(r"KZ\d{2}[0-9A-Z]{16}|[A-Z]{2}\d{2}[0-9A-Z]{11,30}|\d{20}")
_SAMPLES: Final = 200
#: What a column holds where there is none of days.
_IF_ALONE: Final = {"time_of_day": "ts"}


@dataclass(frozen=True)
class HeaderWords:
    """The table ``headers``: patterns of words by party, by what it holds, and by other fields.

    `none` finds what sounds like a field and is none, as the fee of a payment.
    """

    none: re.Pattern[str]
    parties: dict[str, re.Pattern[str]]
    holds: dict[str, re.Pattern[str]]
    fields: dict[str, re.Pattern[str]]

    @classmethod
    def of(cls, data: DataFiles) -> HeaderWords:
        """Read the table; raises `LoaderError` where it is none."""
        table = data.table("headers")

        def patterns(part: str) -> dict[str, re.Pattern[str]]:
            entries = table[part]
            return {one: beginnings(words_of("headers", entries, one)) for one in entries}

        none = beginnings(words_of("headers", table["none"], "words"))
        return cls(none, patterns("party"), patterns("holds"), patterns("field"))

    def field_of(self, header: str) -> str | None:
        """Return the field that a header's words mean, None where they mean none."""
        words = spaced_words(header)
        if self.none.search(words):
            return None
        parties = [party for party, pattern in self.parties.items() if pattern.search(words)]
        if {"from", "to"} <= set(parties):
            parties = ["counterparty"]
        holds = next((one for one, pattern in self.holds.items() if pattern.search(words)), None)
        if parties:
            return f"{parties[0]}_{holds or 'name'}"
        field = next((one for one, pattern in self.fields.items() if pattern.search(words)), None)
        return field or ({"account": "own_account"}.get(holds or ""))


@dataclass(frozen=True)
class Column:
    """A column: its header, first cells that are not blank, and the field it is taken for."""

    header: str
    cells: tuple[str, ...]
    field: str | None


@dataclass(frozen=True)
class Guess:
    """A table's header, in which row it ends (from 1), its columns, and the forms of its dates."""

    row: int
    columns: tuple[Column, ...]
    dates: tuple[str, ...]


def guess_table(
    rows: Sequence[Sequence[str]], loaders: Mapping[str, Loader], words: HeaderWords
) -> Guess | None:
    """Return the likeliest header among the first rows, None where none has a time and a sum."""
    known = _known(loaders)
    best: tuple[int, int, Header] | None = None
    for row, last, header in headers(rows):
        if any(map(is_data, [*rows[row], *rows[last]])):
            continue
        fields = {_field(cell, known, words) for cell in header} - {None}
        if not fields & {"ts", "time_of_day"} or not any(
            str(one).startswith("amount") for one in fields
        ):
            continue
        if best is None or len(fields) > best[0]:
            best = (len(fields), last, header)
    if best is None:
        return None
    _, last, header = best
    columns = columns_of(header, rows[last + 1 :], known, words)
    times = next((column.cells for column in columns if column.field == "ts"), ())
    return Guess(last + 1, columns, _forms(times))


def is_data(cell: str) -> bool:
    """Tell whether a cell is a time or an amount, which no header is."""
    text = cell.strip()
    return bool(text) and (tiyn(text) is not None or bool(_forms((text,))))


def _known(loaders: Mapping[str, Loader]) -> dict[str, str]:
    """Return the field of each header that loaders of transfers know, folded, if it is one."""
    found: dict[str, set[str]] = {}
    for loader in loaders.values():
        if loader.holds == "transfers":
            for header, fields in loader.aliases.items():
                found.setdefault(header, set()).update(fields)
    return {header: next(iter(fields)) for header, fields in found.items() if len(fields) == 1}


def _field(header: str, known: Mapping[str, str], words: HeaderWords) -> str | None:
    return known.get(fold(header)) or (words.field_of(header) if header.strip() else None)


def columns_of(
    header: Header,
    below: Sequence[Sequence[str]],
    known: Mapping[str, str],
    words: HeaderWords,
) -> tuple[Column, ...]:
    """Return the columns; of several that seem one field, that whose cells fit best has it."""
    found = []
    for index, cell in enumerate(header):
        texts = [row[index].strip() for row in below[:_SAMPLES] if index < len(row)]
        cells = tuple(text for text in texts if text)
        found.append(Column(cell, cells, _field(cell, known, words)))
    if not any(one.field == "ts" for one in found):
        found = [replace(one, field=_IF_ALONE.get(one.field or "", one.field)) for one in found]
    best: dict[str, int] = {}
    for index, column in enumerate(found):
        field = column.field
        if field and (field not in best or fits(column) > fits(found[best[field]])):
            best[field] = index
    return tuple(
        Column(one.header, one.cells, one.field if best.get(one.field or "") == index else None)
        for index, one in enumerate(found)
    )


def fits(column: Column) -> float:
    """Return how well cells fit the field they are taken for, 0 to 2: a time of day is better."""
    cells, field = column.cells, column.field or ""
    if not cells:
        return 0.0
    if field == "ts":
        good = sum(bool(_forms((cell,))) + bool(re.search(r"\d:\d\d", cell)) for cell in cells)
    elif field.startswith("amount") or field == "balance":
        good = sum(tiyn(cell) is not None for cell in cells)
    elif field.endswith("_account"):
        good = sum(bool(_ACCOUNT.search(cell.upper())) for cell in cells)
    else:
        good = len(cells)
    return good / len(cells)


def _forms(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the forms that dates have, each that a cell needs."""
    found: list[str] = []
    for cell in cells:
        if not any(_is_of(cell, form) for form in found):
            found += [next((form for form in FORMS if _is_of(cell, form)), "")]
    return tuple(form for form in found if form)


def _is_of(text: str, form: str) -> bool:
    try:
        return bool(datetime.strptime(text, form))
    except ValueError:
        return False


def is_direction(column: Column, vocabulary: Vocabulary) -> bool:
    """Tell whether all cells of a column are words for a direction, of both kinds."""
    return {vocabulary.direction(cell) for cell in column.cells} == {"D", "C"}
