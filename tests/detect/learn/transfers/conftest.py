"""A small sample: YES-... were paid by a victim and sent it on at once, NO-... are near misses.

NO-KEPT kept as large a sum, NO-LATE sent it on nine days later, NO-FRIEND had been paid before.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygraph.api import Case
from tests.cli.conftest import run

__all__ = ["run"]

SAMPLE = Path(__file__).parent / "sample.csv"


def rows() -> list[dict[str, str]]:
    """Return the rows of the sample."""
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_positive(row: dict[str, str]) -> bool:
    """Tell whether it is a payment of a victim."""
    return row["to_account"].startswith("YES")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Open a case of the sample."""
    with Case.open(tmp_path / "case.duckdb", create=True) as opened:
        opened.load(SAMPLE, covers="all")
        yield opened


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Return a list of the positives, by what a statement says of them."""
    path = tmp_path / "labels.csv"
    lines = [
        ",".join(row[name] for name in ("ts", "from_account", "to_account", "amount"))
        for row in rows()
        if is_positive(row)
    ]
    path.write_text("\n".join(["ts,from_account,to_account,amount", *lines]), encoding="utf-8")
    return path
