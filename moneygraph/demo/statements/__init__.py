"""Writers of the statement files of the five banks, each in the form that its bank uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from moneygraph.demo.statements import centercredit, halyk, home_credit, kaspi, vtb
from moneygraph.demo.statements.answer import Answer

#: Code of a bank -> write(answer, folder) -> data rows of each file it wrote.
WRITERS: dict[str, Callable[[Answer, Path], dict[str, int]]] = {
    "722": kaspi.write,
    "601": halyk.write,
    "886": home_credit.write,
    "432": vtb.write,
    "856": centercredit.write,
}
#: How the names of a bank's files begin.
STEMS_OF = {
    "722": "kaspi_722",
    "601": "halyk_601",
    "886": "home_credit_886",
    "432": "vtb_432",
    "856": "centercredit_856",
}
STEMS = tuple(STEMS_OF.values())
