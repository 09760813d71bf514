"""Reads PDF statements that have text: a table for each account, its rows as the bank wrote them.

What a table looks like is data: the layouts of the table ``pdf``, and else the headers that loaders
know. The package pypdfium2 gives letters and places, in a process of its own; pdfplumber was tried
too: it needs seven times as long (6.5 s for 100 pages, not 0.9 s), and cuts letter-spaced words at
random ("Перево д") where both put the same letters into the same rows otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.apart import run_apart
from moneygraph.ingest.readers.made import Made
from moneygraph.ingest.readers.pdf_header import Headers
from moneygraph.ingest.readers.pdf_layouts import DAY, Known
from moneygraph.ingest.readers.pdf_lines import Furniture, Line, read_pages
from moneygraph.ingest.readers.pdf_made import write_table
from moneygraph.ingest.readers.pdf_tables import Tables
from moneygraph.ingest.readers.refusal import AGAIN, refusal
from moneygraph.ingest.readers.source import Source

#: Bytes at the end of a file among which its end is marked.
_END: Final = 8 << 10
#: What begins with a day, and has a sum.
_ROW: Final = re.compile(rf"(\d+\s+)?{DAY}.*\d[.,]\d\d(?!\d)")


def read_pdf(source: Source, folder: Path, known: Known) -> list[Made]:
    """Write the tables of a PDF into `folder`; return them.

    Raises `UnreadableFile` where it is locked, broken, a picture, or has no table that is known.
    """
    lines, headers = _lines(source, folder, known)
    tables = Tables(known, headers).of(lines)
    if not tables:
        raise refusal(
            source.name,
            "is a PDF document in which no table of a known layout was found",
            f"{AGAIN} as .xlsx or .csv, or describe its layout: see `moneygraph loaders`.",
        )
    return [
        write_table(table, folder / f"pdf-{place}.csv", known, is_one=len(tables) == 1)
        for place, table in enumerate(tables)
    ]


def _lines(source: Source, folder: Path, known: Known) -> tuple[list[Line], Headers]:
    with source.path.open("rb") as file:
        file.seek(max(source.path.stat().st_size - _END, 0))
        if b"%%EOF" not in file.read():
            raise refusal(source.name, "is broken or was cut short")
    run_apart("pdf", source.path, folder, source.name)
    pages = list(read_pages(folder / "words.jsonl"))
    is_picture = any(page.is_picture for page in pages)
    if is_picture or not any(page.lines for page in pages):
        raise refusal(
            source.name,
            "is a scan: page {page} has no text that can be read"
            if any(page.lines for page in pages)
            else "is a scan: it has no text that can be read",
            "Ask the bank for the statement as a file with text, or as .xlsx.",
            page=next((n for n, page in enumerate(pages, 1) if page.is_picture), 1),
        )
    headers = Headers(known, *_around(next(page.lines for page in pages if page.lines)))
    furniture = Furniture(known.is_page, _may_be_row, headers.looks_so)
    return furniture.without([page.lines for page in pages]), headers


def _around(lines: Sequence[Line]) -> tuple[str, str]:
    """Return what is above the rows of a page, and what is below them."""
    texts = [line.text for line in lines]
    rows = [place for place, text in enumerate(texts) if _ROW.match(text)]
    if not rows:
        return "\n".join(texts), ""
    return "\n".join(texts[: rows[0]]), "\n".join(texts[rows[-1] + 1 :])


def _may_be_row(line: Line) -> bool:
    return bool(re.match(rf"(\d+\s+)?{DAY}", line.text))
