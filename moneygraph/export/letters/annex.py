"""The annex of a bank's letters: a workbook with a row for each account, and one a complaint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from moneygraph.casework import AccountRequest, Held, Requests
from moneygraph.export.formats.xlsx_book import workbook
from moneygraph.export.formats.xlsx_cells import LONGEST, Column, Money, Sheet
from moneygraph.export.letters.content import Content, Row, complaints_of
from moneygraph.export.letters.words import LetterWords
from moneygraph.report.text.numbers import decimals
from moneygraph.store.printable import printable

_SHARED: Final = {"n": 5, "account": 26, "name": 34, "id": 15, "bank": 20}
_REQUESTS: Final = {
    **_SHARED,
    **{"ask_from": 13, "ask_to": 13, "first": 19, "last": 19, "unseen": 18, "currency": 9},
    **{"least": 18, "most": 18, "count": 12},
}
_FREEZE: Final = {
    **_SHARED,
    **{"amount": 18, "currency": 9, "least": 18, "most": 18, "unsure": 18, "traced": 18},
    **{"stated": 18, "frozen": 18, "since": 19, "now": 19, "minutes": 12, "count": 12},
}
_COMPLAINTS: Final = {"n": 5, "account": 26, "complaint": 22}
_NOTE: Final = 110
_BETWEEN: Final = " / "


def write_annex(
    target: Path, content: Content, languages: Sequence[LetterWords], rows: Sequence[Row]
) -> None:
    """Write the workbook; its heads and notes are in all the languages of the letters."""
    is_requests = isinstance(content.found, Requests)
    with_share = _COMPLAINTS if is_requests else {**_COMPLAINTS, "share": 20}
    widths = _REQUESTS if is_requests else _FREEZE
    sheets = [
        _sheet("accounts", widths, languages, _accounts(content, languages[0], rows)),
        _sheet("complaints", with_share, languages, _complaints(rows)),
        _sheet("notes", {"note": _NOTE}, languages, _notes(content, languages, rows)),
    ]
    with workbook(target, languages[0].texts, {}) as book:
        for sheet in sheets:
            book.add(sheet)


def _sheet(
    name: str, widths: dict[str, int], languages: Sequence[LetterWords], rows: Iterator[list[Any]]
) -> Sheet:
    columns = [
        Column(_in_all(languages, f"column.{key}"), width, wraps=name == "notes")
        for key, width in widths.items()
    ]
    return Sheet(_in_all(languages, f"sheet.{name}", " – "), columns, rows)


def _in_all(languages: Sequence[LetterWords], key: str, between: str = _BETWEEN) -> str:
    return between.join(dict.fromkeys(words(key) for words in languages))


def _accounts(content: Content, words: LetterWords, rows: Sequence[Row]) -> Iterator[list[Any]]:
    for at, row in enumerate(rows, 1):
        span = content.span(row)
        least, most = (_money(units, row) for units in span) if span else (None, None)
        count = len(complaints_of(row))
        shared = [at, _text(row.account), _text(row.name), _text(row.owner)]
        shared.append(words.texts.bank(row.bank) or None)
        if isinstance(row, Held):
            yield [
                *(*shared, _money(row.left, row), row.currency, least, most),
                *(_money(row.unsure_left, row), _money(row.traced, row)),
                None if row.stated is None else _money(row.stated, row),
                _money(row.frozen, row),
                *(row.since, getattr(content.found, "now", None), row.minutes, count),
            ]
        else:
            yield [
                *(*shared, row.first_ts.date(), getattr(content.found, "last_day", None)),
                *(row.first_ts, row.last_ts, _money(row.amount, row), row.currency),
                *(least, most, count),
            ]


def _complaints(rows: Sequence[Row]) -> Iterator[list[Any]]:
    for at, row in enumerate(rows, 1):
        if isinstance(row, AccountRequest):
            yield from ([at, _text(row.account), _text(one)] for one in row.complaints)
        else:
            for number, share in row.victims:
                yield [at, _text(row.account), _text(number), _money(share, row)]


def _notes(
    content: Content, languages: Sequence[LetterWords], rows: Sequence[Row]
) -> Iterator[list[Any]]:
    keys = [content.kind, "bounds"]
    keys += ["unsure"] if any(isinstance(row, Held) and row.unsure for row in rows) else []
    keys += ["stand_in"] if content.found.stand_in else []
    keys += [] if all(row.is_named for row in rows) else ["unknown"]
    for words in languages:
        rule = content.found.rule
        about = {"rule": rule, "rule_about": words(f"rule_about.{rule}")}
        yield from ([words(f"note.{key}", **about)] for key in [*keys, "names"])


def _text(text: str | None) -> str | None:
    """Return a text of a statement, with what hides or turns it shown."""
    return printable(text, LONGEST) if text else None


def _money(units: int, row: Row) -> Money:
    return Money(units, decimals(row.currency))
