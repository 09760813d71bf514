"""Two CSV files for the import of i2 Analyst's Notebook: accounts and transfers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.formats.copying import copy

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.formats.part import Part


def write(case: Case, part: Part, target: Path) -> None:
    """Write ``entities.csv`` and ``links.csv``, UTF-8 with a mark, no cell a formula."""
    copy(case.con, "formats/i2_entities.sql", target / "entities.csv")
    copy(case.con, "formats/i2_links.sql", target / "links.csv")
