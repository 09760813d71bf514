"""The network of a case is the same whatever the order of its files, and heeds no hub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case

SAMPLE = Path(__file__).parents[1] / "queries" / "network.csv"


def rows_of_files(folder: Path, *files: Path) -> list[dict[str, Any]]:
    with Case.open(folder / f"{files[0].stem}.duckdb", create=True) as case:
        for file in files:
            case.load(file, covers="all")
        return case.find("network", min_score=0).rows


def test_the_order_of_files_makes_no_difference(tmp_path: Path) -> None:
    header, *lines = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    halves = [tmp_path / "early.csv", tmp_path / "late.csv"]
    for half, part in zip(halves, (lines[:70], lines[70:]), strict=True):
        half.write_text(header + "".join(part), encoding="utf-8")
    there = rows_of_files(tmp_path, *halves)
    assert there
    assert rows_of_files(tmp_path, *halves[::-1], halves[1]) == there


@pytest.mark.parametrize("others", [3, 30])
def test_an_owner_of_very_many_accounts_says_nothing(others: int, tmp_path: Path) -> None:
    """A bank may give one number to all of whom it has none."""
    header, *lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    owner = "900101300215"
    more = [
        f"2026-03-05 12:{minute:02d}:00,SHOP-9,OF-{minute},100,transfer,,{owner},,"
        for minute in range(others)
    ]
    named = [
        line.replace(",YES-3,870000,transfer,,,", f",YES-3,870000,transfer,,{owner},")
        for line in lines
    ]
    sample = tmp_path / "sample.csv"
    sample.write_text("\n".join([header, *named, *more]) + "\n", encoding="utf-8")
    rows = rows_of_files(tmp_path, sample)
    owned = {row["account"] for row in rows if (row["account"] or "").startswith("OF-")}
    assert len(owned) == (3 if others == 3 else 0)
