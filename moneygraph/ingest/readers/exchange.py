"""Reads 1CClientBankExchange, the exchange format of 1C: a table, one row a document.

Lines are ``Tag=value``; a line that is no tag of the format goes on with the value above it.
Sections of accounts become lines above the table, with the period. A bank
that writes each operation twice, as a statement and as a payment order, gives two sheets, of which
one repeats the other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from moneygraph.ingest.readers.made import Made, Stated
from moneygraph.ingest.readers.refusal import refusal
from moneygraph.ingest.readers.source import Source
from moneygraph.ingest.readers.textfile import TextFile, other_encoding, sniff_text
from moneygraph.store.data import OURS
from moneygraph.store.errors import UnreadableFile

_PURPOSE: Final = "Назначение платежа"
#: Columns of texts, which may run over several lines.
_TEXTS: Final = ("Плательщик", "Получатель", "Банк плательщика", "Банк получателя")
_TAG: Final = re.compile(r"\s*([^\W\d]\w{0,63})\s*=(.*)", re.DOTALL)
_SECTIONS: Final = {"секциядокумент": "конецдокумента", "секциярасчсчет": "конецрасчсчет"}
_RUSSIAN: Final = re.compile(r"\d{5}(\d{3})\d{12}")
_DOCUMENT, _ACCOUNT = _SECTIONS
#: The last line; some banks write the other word.
_ENDS: Final = frozenset({"конецфайла", "конецвыписки"})
#: What documents that repeat others are called, where a bank writes both.
_STATEMENT: Final = "выписка"
#: Characters of a value, over all its lines.
_MOST: Final = 100_000

Row = list[str]
Section = dict[str, str]


def _fold(tag: str) -> str:
    return re.sub(r"[\W_]+", "", tag.casefold())


@dataclass(frozen=True)
class _Tags:
    """The table ``exchange``: which tags give which column."""

    columns: dict[str, tuple[str, ...]]
    purpose: tuple[str, ...]
    texts: frozenset[str]
    known: frozenset[str]

    def row(self, document: Mapping[str, str]) -> Row:
        cells = [
            next((document[tag] for tag in tags if document.get(tag)), "")
            for tags in self.columns.values()
        ]
        if not cells[self._currency]:
            cells[self._currency] = _currency_of(cells[self._payer])
        whole, *lines = (document.get(tag, "") for tag in self.purpose)
        return [*cells, whole or " ".join(filter(None, lines))]

    @cached_property
    def _currency(self) -> int:
        return list(self.columns).index("Валюта")

    @cached_property
    def _payer(self) -> int:
        return list(self.columns).index("Счет плательщика")


def _currency_of(account: str) -> str:
    """Return the currency's number in a Russian account's, which has twenty digits; else ""."""
    found = _RUSSIAN.fullmatch(account)
    return found[1].replace("810", "643") if found else ""


@cache
def _tags() -> _Tags:
    table: dict[str, Any] = OURS.table("exchange")
    columns = {name: tuple(map(_fold, tags)) for name, tags in table["columns"].items()}
    purpose = tuple(map(_fold, table["purpose"]["tags"]))
    named = [tag for tags in columns.values() for tag in tags]
    named += [*purpose, *map(_fold, table["other"]["tags"]), *_SECTIONS, *_SECTIONS.values()]
    texts = frozenset([*purpose, *(tag for name in _TEXTS for tag in columns[name])])
    return _Tags(columns, purpose, texts, frozenset([*named, *_ENDS]))


#: What a section says of its account, and the tags for it.
_STATED: Final = (
    ("opening", "начальныйостаток"),
    ("closing", "конечныйостаток"),
    ("credits", "всегопоступило"),
    ("debits", "всегосписано"),
)


@dataclass
class _Account:
    """What sections say of an account, one a day or one in all: its days, balances and sums."""

    first: str = ""
    last: str = ""
    stated: list[Stated] = field(default_factory=list)

    def add(self, number: str, section: Section) -> None:
        first, last = section.get("датаначала", ""), section.get("датаконца", "")
        if first and (not self.first or _day(first) < _day(self.first)):
            self.first = first
        if last and (not self.last or _day(last) > _day(self.last)):
            self.last = last
        for what, tag in _STATED:
            if section.get(tag):
                day = first if what == "opening" else last
                self.stated.append(Stated(number, what, day, section[tag]))


def _day(text: str) -> list[str]:
    """Return a day of the form dd.mm.yyyy so that days are in their order."""
    return text.strip().split(".")[::-1]


@dataclass
class _Exchange:
    """The accounts of a file, and its documents by whether they are a statement's."""

    name: str
    accounts: dict[str, _Account] = field(default_factory=dict)
    rows: dict[bool, list[Row]] = field(default_factory=lambda: {False: [], True: []})

    def take(self, lines: Iterable[str]) -> None:
        """Take all lines; raises `UnreadableFile` where a section has no beginning or no end."""
        inside, kind, section = "", "", Section()
        for tag, value in _pairs(lines, self.name):
            if tag in _SECTIONS and not inside:
                inside, kind, section = tag, value, {}
                section["счет"] = value
            elif inside and tag == _SECTIONS[inside]:
                self._add(inside, kind, section)
                inside = ""
            elif tag in _SECTIONS or tag in _SECTIONS.values():
                raise refusal(self.name, "is damaged: a section has no end or no beginning")
            elif tag in _ENDS:
                break
            elif inside:
                section.setdefault(tag, value)
        else:
            raise refusal(self.name, "was cut short: it has no line КонецФайла")
        if inside:
            raise refusal(self.name, "is damaged: a section has no end or no beginning")

    def _add(self, section_kind: str, kind: str, section: Section) -> None:
        if section_kind == _DOCUMENT:
            self.rows[_fold(kind).startswith(_STATEMENT)].append(_tags().row(section))
            return
        number = section.get("расчсчет") or section["счет"]
        if number:
            self.accounts.setdefault(number, _Account()).add(number, section)


def _pairs(lines: Iterable[str], name: str) -> Iterator[tuple[str, str]]:
    """Yield tags, folded, and their values with all their lines."""
    known, texts, purpose = _tags().known, _tags().texts, _tags().purpose
    tag, parts, length = "", [], 0
    in_document = False
    for line in lines:
        found = _TAG.fullmatch(line)
        folded = _fold(found[1]) if found else _fold(line)
        is_tag = folded in known or (found is not None and not in_document)
        if not is_tag:
            length += len(line)
            if length > _MOST:
                raise _long(name)
            if tag in purpose or (tag in texts and not found):
                parts.append(line)
            continue
        if tag:
            yield tag, _value(parts)
        tag, parts, length = folded, [found[2] if found else ""], 0
        in_document = in_document if folded not in _MARKS else folded == _DOCUMENT
    if tag:
        yield tag, _value(parts)


#: Where a document begins or ends, or may not go on.
_MARKS: Final = frozenset({*_SECTIONS, *_SECTIONS.values(), *_ENDS})


def _value(parts: list[str]) -> str:
    value = " ".join(filter(None, (part.strip() for part in parts)))
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1].replace('""', '"').strip()
    return value


def read_exchange(source: Source, folder: Path) -> list[Made]:
    """Write the tables of a file into `folder`; return them.

    Raises `UnreadableFile` where it was cut short or is damaged.
    """
    text = sniff_text(source.path, source.name)
    try:
        exchange = _read(text)
    except UnicodeDecodeError:
        exchange = _read(other_encoding(text))
    both = all(exchange.rows.values())
    stated = tuple(stated for one in exchange.accounts.values() for stated in one.stated)
    tables = []
    for is_statement, rows in exchange.rows.items():
        if rows or (not is_statement and not both):
            name = ("Выписка" if is_statement else "Документы") if both else ""
            path = folder / f"exchange-{int(is_statement)}.csv"
            _write(path, exchange.accounts, rows)
            tables.append(Made(name, path, stated))
    return tables


def _read(text: TextFile) -> _Exchange:
    exchange = _Exchange(text.name)
    with text.path.open(encoding=text.encoding, newline="") as stream:
        exchange.take(_lines(stream, text.name))
    return exchange


def _lines(stream: Iterable[str], name: str) -> Iterator[str]:
    for line in stream:
        if len(line) > _MOST:
            raise _long(name)
        yield line.rstrip("\r\n")


def _long(name: str) -> UnreadableFile:
    return refusal(name, "is damaged: a value has more than {most} characters", most=f"{_MOST:,}")


def _write(path: Path, accounts: Mapping[str, _Account], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        for number, one in accounts.items():
            table.writerow(["Счет", number, f"Период {one.first} - {one.last}"])
        table.writerow([*_tags().columns, _PURPOSE])
        table.writerows(rows)
