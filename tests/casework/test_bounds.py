"""Bounds of what is held and out of sight: those of a trace of the same complaints."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from moneygraph.api import Case
from moneygraph.casework.bounds import Span, find_bounds

from .conftest import SEEN, SILENT, VICTIM_ACCOUNTS, Load, complains, paid

ROWS = [
    paid("02 10:00", VICTIM_ACCOUNTS[0], SEEN[0], "200"),
    paid("02 11:00", VICTIM_ACCOUNTS[1], SEEN[0], "100"),
    paid("02 12:00", SEEN[3], SEEN[0], "50"),
    paid("02 13:00", SEEN[0], SILENT[0], "120"),
]
TWO = [complains("1", 0, "200", "02 10:00"), complains("2", 1, "100", "02 11:00")]


def bounds(case: Case, numbers: Sequence[str] | None = None) -> dict[tuple[str, str], Span]:
    with case.file.scratch() as file:
        return find_bounds(file, numbers=numbers)


@pytest.mark.parametrize("numbers", [None, ["2"]])
def test_they_are_those_of_all_rules(load: Load, numbers: list[str] | None) -> None:
    case = load(ROWS, TWO)
    found = bounds(case, numbers)
    traced = case.trace_all(complaints=numbers or "all").bounds
    assert found == {(one.end, one.account): (one.least, one.most) for one in traced}
    assert found["held", SEEN[0]][1] > 0 and ("unseen", SILENT[0]) in found
    for row in case.freeze(complaints=numbers).rows:
        least, most = found["held", row.account]
        assert least <= row.amount <= most


def test_without_complaints_they_are_of_the_victims_that_are_found(load: Load) -> None:
    assert bounds(load(ROWS, [])) == {}
