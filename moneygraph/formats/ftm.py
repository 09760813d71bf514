"""FollowTheMoney entities as JSON lines, as OpenAleph and the `ftm` tool load them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.formats.copying import copy
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.formats.part import Part


def write(case: Case, part: Part, target: Path) -> None:
    """Write documents, people and companies, accounts, wallets and payments, one a line.

    An id follows from what the entity is: an IIN, a number, a row of an export. So what is
    exported again, or from another case, meets itself.
    """
    run_file(case.con, "formats/ftm.sql")
    copy(case.con, "formats/ftm_copy.sql", target)
