"""What `kinds` plants and sums up."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.accuracy.kinds import summary
from benchmarks.accuracy.passers import PASSERS
from benchmarks.accuracy.planter import DAY, Planter

FIRST = 1_767_225_600
PEOPLE = [f"P{place}" for place in range(200)]


@pytest.mark.parametrize("passer", PASSERS)
def test_passers_pay_on_less_than_they_are_paid_in_the_time_of_the_case(
    passer: Callable[[Planter], None], tmp_path: Path
) -> None:
    town = Planter(5, PEOPLE, FIRST, FIRST + 60 * DAY)
    for _ in range(3):
        passer(town)
    town.write(tmp_path / "planted.csv")
    with (tmp_path / "planted.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(town.kind_of) == 3
    for account in town.kind_of:
        came = sum(float(row["amount"]) for row in rows if row["to_account"] == account)
        went = sum(float(row["amount"]) for row in rows if row["from_account"] == account)
        assert came / 2 < went <= came
    assert max(row["ts"] for row in rows) < "2026-03-10"
    assert all(bool(row["to_id"]) == row["to_account"].startswith("FIRM") for row in rows)


def test_recall_and_precision_count_what_is_planted() -> None:
    table = {
        "quick": Counter(accounts=4, droppers=3, any=3),
        "slow": Counter(accounts=4, droppers=1, any=2),
        "realtor": Counter(accounts=4, droppers=1, any=1),
        "no part": Counter(accounts=500, droppers=1, any=3),
    }
    found = summary(table)
    assert found["droppers"] == (0.5, 0.8, 2.0)
    assert found["any"] == (5 / 8, 5 / 6, 6.0)
