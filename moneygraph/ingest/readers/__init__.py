"""Readers, one module per file format: bytes in, rows of text cells out. Loaders interpret them.

`expand` turns what a user typed into sources, `open_sheets` opens one of them.
"""

from __future__ import annotations

from moneygraph.ingest.readers.cells import unstage
from moneygraph.ingest.readers.expand import expand
from moneygraph.ingest.readers.open import open_sheets
from moneygraph.ingest.readers.pdf_layouts import Known
from moneygraph.ingest.readers.sheet import Sheet
from moneygraph.ingest.readers.source import Found, Refused, Skipped, Source

__all__ = [
    "Found",
    "Known",
    "Refused",
    "Sheet",
    "Skipped",
    "Source",
    "expand",
    "open_sheets",
    "unstage",
]
