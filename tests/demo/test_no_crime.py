"""A region in which nobody is robbed: nearly nobody is found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.detect.queries import ready_queries
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import rows_of

from .scoring import exits

PEOPLE = 600
#: What these find of an honest region is there: exchanges, and traders who sell for them.
TRUE_WITHOUT_CRIME = {"crypto-exits"}


@pytest.mark.slow
@pytest.mark.rare
@pytest.mark.parametrize("seed", [501] if "MONEYGRAPH_CI" in os.environ else [1, 501])
def test_under_one_in_a_thousand_owners_is_found(seed: int, case: Case, tmp_path: Path) -> None:
    write_demo(tmp_path / "demo", seed=seed, people=PEOPLE, rings=0)
    case.load(tmp_path / "demo" / "exports")
    [(owners,)] = rows_of(case.con, "select count(distinct owner) from account")
    assert owners >= PEOPLE
    queries = {*ready_queries(OURS), "busy-accounts"} - TRUE_WITHOUT_CRIME
    found = {name: case.find(name).rows for name in sorted(queries)}
    assert sum(map(len, found.values())) * 1000 < owners, found
    assert not exits(case, tmp_path / "demo").extra
