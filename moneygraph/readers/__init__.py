"""One module per file format: bytes in, rows of text cells out; what they mean is decided above.

`expand` turns what a user typed into sources, `open_sheets` opens one of them.
"""

from __future__ import annotations

from moneygraph.readers.cells import unstage
from moneygraph.readers.expand import expand
from moneygraph.readers.open import open_sheets
from moneygraph.readers.sheet import Sheet
from moneygraph.readers.source import Refused, Skipped, Source

__all__ = ["Refused", "Sheet", "Skipped", "Source", "expand", "open_sheets", "unstage"]
