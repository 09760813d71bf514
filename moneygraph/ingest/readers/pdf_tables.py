"""Parts the lines of a PDF into tables: what is above each, its rows, and what is below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from moneygraph.ingest.readers.pdf_header import Header, Headers
from moneygraph.ingest.readers.pdf_layouts import Known, begins
from moneygraph.ingest.readers.pdf_lines import Line
from moneygraph.ingest.readers.pdf_table import Rows


@dataclass
class Table:
    """A table, the lines above its first header, and those below its foot.

    `head` are those above the first table of the file, which speak of all.
    """

    rows: Rows
    head: list[Line]
    above: list[Line]
    below: list[Line] = field(default_factory=list)
    account: str = ""
    currency: str = ""


class Tables:
    """Takes the lines of a PDF.

    A header again, as on each page, goes on with a table. It begins another where it has other
    columns, or where an account or a currency was named before it that is not the table's.
    """

    def __init__(self, known: Known, headers: Headers) -> None:
        self._known = known
        self._headers = headers
        self._tables: list[Table] = []
        self._header: Header | None = None
        self._inside: list[Line] = []
        self._outside: list[Line] = []

    def of(self, lines: Sequence[Line]) -> list[Table]:
        """Return the tables, the first first."""
        place = 0
        while place < len(lines):
            header = self._headers.at(lines, place)
            if header:
                self._begin(header)
                place += header.lines
                continue
            self._take(lines[place])
            place += 1
        self._end()
        for table in self._tables:
            table.rows.finish()
        return self._tables

    def _take(self, line: Line) -> None:
        if self._header is None or self._outside or self._ends(line):
            self._outside.append(line)
        else:
            self._inside.append(line)

    def _ends(self, line: Line) -> bool:
        """Tell whether a line is the foot of a table, or begins with the account of the next."""
        assert self._header is not None
        layout = self._header.layout
        if layout and begins(line.text, layout.foot):
            return True
        return bool(self._known.accounts.match(line.text))

    def _end(self) -> None:
        """Give the table the lines below its header; a foot with rows below it was none."""
        header, table = self._header, self._tables[-1] if self._tables else None
        if header is None or table is None:
            return
        cuts = header.cuts(self._inside)
        rows = [
            place
            for place, line in enumerate(self._outside)
            if table.rows.is_whole(header, cuts, line)
        ]
        after = rows[-1] + 1 if rows else 0
        table.rows.take(header, [*self._inside, *self._outside[:after]])
        table.below += self._outside[after:]
        self._inside, self._outside, self._header = [], [], None

    def _begin(self, header: Header) -> None:
        between = self._outside
        if self._tables:
            before = len(self._tables[-1].below)
            self._end()
            between = self._tables[-1].below[before:]
        account, currency = self._named(between)
        table = self._tables[-1] if self._tables else None
        goes_on = (
            table is not None
            and set(header.names) <= set(table.rows.header.names)
            and header.layout == table.rows.header.layout
            and account in ("", table.account)
            and currency in ("", table.currency)
        )
        if not goes_on:
            if table is not None:
                account = account or table.account
            above = list(between)
            head = self._tables[0].head if self._tables else above
            rows = Rows(self._known, header)
            self._tables.append(Table(rows, head, above, [], account, currency))
        self._header, self._inside, self._outside = header, [], []

    def _named(self, lines: Sequence[Line]) -> tuple[str, str]:
        """Return the account and the currency that lines name last, "" where they name none."""
        account = currency = ""
        for line in lines:
            for found in self._known.accounts.finditer(line.text):
                account = next(filter(None, found.groups()), "").upper().replace(" ", "")
            for found in self._known.currencies.finditer(line.text):
                currency = next(filter(None, found.groups()), "")
        return account, currency
