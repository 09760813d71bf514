"""Writes a web page as one sheet.

The parser tells elements one by one and keeps no tree, so depth and size cost no memory; it
reads no entities but those of HTML, and nothing from outside of the page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from lxml import etree

from moneygraph.ingest.convert.markup import Page
from moneygraph.ingest.convert.tables import RefusedError, Tables

_BLOCK: Final = 256 << 10
_TABLE: Final = re.compile(rb"<(/?)(table|html|body)\b", re.IGNORECASE)


def convert(path: Path, tables: Tables) -> None:
    """Write a page, a text in UTF-8, as a sheet; one without a table, or cut short, is refused."""
    with tables.table("", 0) as writer, path.open("rb") as file:
        page = Page(writer)
        parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True)
        ends = _Ends()
        while block := file.read(_BLOCK):
            parser.feed(block)
            ends.take(block)
        parser.close()
    if ends.are_missing():
        raise RefusedError("broken")
    if not page.has_table:
        raise RefusedError("no table")
    tables.merge(page.merges)


class _Ends:
    """Counts tables that were not closed, which the parser does not tell; ``</html>`` ends all."""

    def __init__(self) -> None:
        self.open = 0
        self._kept = b""

    def take(self, block: bytes, *, is_last: bool = False) -> None:
        """Count in a further block."""
        text = self._kept + block
        cut = len(text) if is_last else text.rfind(b"<", max(0, len(text) - 8))
        cut = len(text) if cut < 0 else cut
        self._kept = text[cut:]
        for found in _TABLE.finditer(text, 0, cut):
            step = (-1 if found[1] else 1) if found[2].lower() == b"table" else -self.open
            self.open = max(0, self.open + step)

    def are_missing(self) -> bool:
        """Say whether the page was cut short inside a table."""
        self.take(b"", is_last=True)
        return self.open > 0
