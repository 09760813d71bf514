"""The public research data where it lies beside the project; without it, nothing to test."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.conftest import TESTS

PATTERNS = TESTS.parents[1] / "shared" / "data" / "amlworld" / "HI-Small_Patterns.txt"
HEADER = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
    "Amount Paid,Payment Currency,Payment Format,Is Laundering"
)


@pytest.mark.skipif(not PATTERNS.is_file(), reason="the AMLworld patterns are not beside us")
def test_amlworld_patterns_load_whole(case: Case, tmp_path: Path) -> None:
    lines = [line for line in PATTERNS.read_text().splitlines() if line.startswith("20")]
    (tmp_path / "patterns.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    (file,) = case.load(tmp_path / "patterns.csv").files
    assert (file.loader, file.rejected, file.transfers) == ("amlworld", 0, 3209)
    rows = list(csv.reader(lines))
    accounts = {(row[1], row[2]) for row in rows} | {(row[3], row[4]) for row in rows}
    assert rows_of(case.con, "select count(*) from account") == [(len(accounts),)]
    paid = sum(round(float(row[7]) * 100) for row in rows if row[8] == "Euro")
    held = "select sum(amount) from transfer where currency = 'EUR'"
    assert rows_of(case.con, held) == [(paid,)]
    assert rows_of(case.con, "select distinct kind from account") == [("unknown",)]
