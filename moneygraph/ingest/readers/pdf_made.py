"""Writes a table that was found in a PDF as the other readers do: lines above, header, rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.made import Made, Stated
from moneygraph.ingest.readers.pdf_cells import segments
from moneygraph.ingest.readers.pdf_layouts import DAY, Known, begins
from moneygraph.ingest.readers.pdf_lines import Line
from moneygraph.ingest.readers.pdf_table import Row
from moneygraph.ingest.readers.pdf_tables import Table

#: Lines above a table that are kept, as loaders look for its header in the first rows.
_ABOVE: Final = 40
_AMOUNT: Final = r"[-+\u2212\u2013]?\s*\d(?:[\d\s.,']*\d)?"
_FOREIGN: Final = re.compile(rf"({_AMOUNT})\s*([A-Z]{{3}})\W*$")
_IN_FOURS: Final = re.compile(r"\bKZ\d\d(?: [0-9A-Z]{4}){4}\b")
_SHORT: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d\d|\d{4})")


def write_table(table: Table, path: Path, known: Known, *, is_one: bool) -> Made:
    """Write a table to `path`; where a file has several, account and currency are its name."""
    names = table.rows.header.names
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerows(map(_closed, segments(line)) for line in table.above[:_ABOVE])
        written.writerows(_period([*table.above, *table.head], known))
        blank = Row([[] for _ in names], is_known=False)
        written.writerow([*names, *_more(table, blank)])
        for row in table.rows.rows:
            written.writerow([*row.texts, *_more(table, row).values()])
        for line in table.below:
            if known.is_total(line.text):
                written.writerow([line.text])
    name = "" if is_one else " ".join(filter(None, (table.account, table.currency)))
    return Made(name, path, tuple(_stated(table, known)))


def _closed(text: str) -> str:
    """Return a text with account numbers that are printed in fours as they are written."""
    return _IN_FOURS.sub(lambda found: found[0].replace(" ", ""), text)


def _more(table: Table, row: Row) -> dict[str, str]:
    """Return columns that the PDF has not, with what they hold for a row.

    In a layout of sections these are whose they are and in which currency; else what is said inside
    of a row, and that it is not booked yet.
    """
    layout = table.rows.header.layout
    if layout is None:
        return {}
    line = " ".join(row.texts)
    own = {"Account": table.account, "Account currency": table.currency} if layout.sections else {}
    inside = {
        name: found[1] if (found := pattern.search(line)) else ""
        for name, pattern in layout.inside.items()
        if name not in table.rows.header.names
    }
    words = (word for word in layout.pending if word in line.casefold())
    pending = {"Status": next(words, "")} if layout.pending else {}
    return {**(own if row.is_known else dict.fromkeys(own, "")), **inside, **pending}


def _period(lines: Sequence[Line], known: Known) -> Iterator[list[str]]:
    """Yield the period that lines above a table give, with years of four digits."""
    for line in lines:
        for pattern in known.periods:
            found = pattern.search(line.text)
            days = [_day(text) for text in found.groups()] if found else []
            if len(days) == 2 and all(days):
                yield [f"Period {days[0]} - {days[1]}"]
                return


def _day(text: str) -> str:
    """Return a day as year-month-day, "" where it is none."""
    found = _SHORT.fullmatch(text.strip())
    if not found:
        return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()) else ""
    day, month, year = found.groups()
    return f"{year if len(year) == 4 else f'20{year}'}-{month:0>2}-{day:0>2}"


def _stated(table: Table, known: Known) -> Iterator[Stated]:
    """Yield the balances that a layout gives by its own words, or in a foreign currency.

    Others are read where all tables are: see ``tables/balances.toml``.
    """
    if table.rows.header.layout:
        yield from _dated(table, table.rows.header.layout.balances)
    rows = (" ".join(row.texts) for row in table.rows.rows if not row.is_known)
    lines = (line.text for line in (*table.above, *table.below))
    for text in (*lines, *rows):
        found = _FOREIGN.search(text)
        for what, words in (("opening", known.opening), ("closing", known.closing)):
            if found and found[2] != "KZT" and begins(text, words):
                yield Stated(table.account, what, "", found[1], found[2])


def _dated(table: Table, words: Sequence[str]) -> Iterator[Stated]:
    """Yield what an account held on the first day and on the last of those behind some words."""
    if not words:
        return
    listed = "|".join(map(re.escape, words))
    pattern = re.compile(rf"(?:{listed})\s*({DAY})\D{{0,8}}?({_AMOUNT})", re.IGNORECASE)
    lines = [*table.above, *table.below]
    found = [(_day(one[1]), one[2]) for line in lines for one in pattern.finditer(line.text)]
    dated = sorted({day: amount for day, amount in found if day}.items())
    if len(dated) > 1:
        for what, (day, amount) in (("opening", dated[0]), ("closing", dated[-1])):
            plain = amount.strip().removeprefix("+").strip()
            yield Stated(table.account, what, day, plain, table.currency)
