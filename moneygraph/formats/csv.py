"""The canonical CSV of a part, which can be loaded into another case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.formats.copying import copy

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.formats.part import Part


def write(case: Case, part: Part, target: Path) -> None:
    """Write a row a transfer, in the order of time; accounts without transfers are left out."""
    copy(case.con, "formats/csv.sql", target)
