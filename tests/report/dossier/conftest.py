"""A robbery with a complaint and links: reports on all of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from tests.report.conftest import HERE, VICTIM

VICTIM_IIN = "900101300116"
DROPPER = "KZ456010000000000001"
COMPLAINTS = f"""number,registered,victim,account,amount,ts
C-1,2026-03-03,{VICTIM_IIN},{VICTIM},1500000.00,2026-03-02 10:30:00
C-2,2026-03-03,{VICTIM_IIN},{VICTIM},500000.00,2026-03-02 10:35:00
C-3,2026-03-03,{VICTIM_IIN},{VICTIM},77.00,2026-03-02 10:30:00
"""
LINKS = f"""account,kind,value
{DROPPER},phone,+77010000001
KZ186010000000000002,phone,+77010000001
"""

Report = Callable[..., dict[str, Any]]


def load_robbery(path: Path, folder: Path, order: int = 1) -> None:
    """Make a case of the robbery in a file; `order` -1 loads its files in turn."""
    (folder / "complaints.csv").write_text(COMPLAINTS, encoding="utf-8")
    (folder / "links.csv").write_text(LINKS, encoding="utf-8")
    with Case.open(path, create=True) as case:
        for name in ("exports/kaspi.csv", "exports/halyk.csv", "complaints.csv", "links.csv")[
            ::order
        ]:
            with chdir(HERE if "/" in name else folder):
                case.load(name)


@pytest.fixture(scope="session")
def complained_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("complained")
    load_robbery(folder / "case.duckdb", folder)
    with Case.open(folder / "case.duckdb") as case:
        case.report()
    return folder / "case.duckdb"


@pytest.fixture
def complained(complained_file: Path) -> Iterator[Case]:
    with Case.open(complained_file, read_only=True) as case:
        yield case
