"""Series, freezes and requests in made-up regions that nobody looked at while building."""

from __future__ import annotations

import os
from itertools import combinations

import pytest

from moneygraph.store.amounts import tiyn
from tests.demo import scoring

from .conftest import LoadedRegion

#: Of the seeds of `test_found`, whose regions the same workers make: held out here as well.
SEEDS = (303,) if "MONEYGRAPH_CI" in os.environ else (302, 303)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("loaded", SEEDS, indirect=True, scope="session"),
]


def test_series_are_rings(loaded: LoadedRegion) -> None:
    case, folder, _ = loaded
    ring_of = {row["number"]: row["ring"] for row in scoring.truth(folder, "complaints")}
    found = case.series()
    for series in found.rows:
        assert len({ring_of[one] for one in series.complaints}) == 1
    pairs = {pair for series in found.rows for pair in combinations(series.complaints, 2)}
    true = {(a, b) for a, b in combinations(sorted(ring_of), 2) if ring_of[a] == ring_of[b]}
    assert len(pairs & true) >= 0.95 * len(pairs)
    assert len(pairs & true) >= 0.95 * len(true)


def test_freeze_is_what_the_truth_holds(loaded: LoadedRegion) -> None:
    case, folder, _ = loaded
    rows = scoring.truth(folder, "complaint_ends_lifo")
    true = {
        (row["account"], row["number"]): tiyn(row["amount"]) or 0
        for row in rows
        if row["end"] == "held"
    }
    found = {
        (row.account, one): amount for row in case.freeze().rows for one, amount in row.victims
    }
    off = sum(abs(found.get(key, 0) - true.get(key, 0)) for key in found.keys() | true.keys())
    assert off <= 0.02 * sum(true.values())


def test_every_account_of_the_silent_bank_is_asked_for(loaded: LoadedRegion) -> None:
    case, folder, _ = loaded
    named = {row.account for row in case.requests().rows if row.bank == "965"}
    rows = scoring.truth(folder, "complaint_ends_lifo")
    assert {row["account"] for row in rows if row["end"] == "unseen"} <= named
    droppers = scoring.truth(folder, "droppers")
    assert named <= {row["account"] for row in droppers}


def test_droppers_are_as_right_with_links(loaded: LoadedRegion) -> None:
    case, folder, _ = loaded
    score = scoring.droppers(case, folder)
    assert score.recall >= 0.95, score.missed
    assert score.precision >= 0.95, score.extra
