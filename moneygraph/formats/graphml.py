"""GraphML: accounts and the transfers between them, for Gephi, yEd, networkx and others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.formats.copying import copy
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.formats.part import Part


def write(case: Case, part: Part, target: Path) -> None:
    """Write a node an account and an edge a transfer, straight from DuckDB."""
    run_file(case.con, "formats/xml.sql")
    copy(case.con, "formats/graphml.sql", target)
