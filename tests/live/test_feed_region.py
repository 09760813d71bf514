"""A made-up region through a feed: the findings that stand are those of the case."""

from __future__ import annotations

from pathlib import Path

import pytest

import moneygraph
from benchmarks.feed import batches_of, differences, standing
from moneygraph.live.feed import Feed
from moneygraph.live.feed.replay import accounts_in, transfers_one_by_one

from ..as_paid import as_paid


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> moneygraph.Case:
    from moneygraph.demo import KINDS, write_demo

    place = tmp_path_factory.mktemp("region")
    write_demo(place / "region", seed=11, people=250, rings=2, days=24, mess=KINDS)
    opened = moneygraph.open_case(place / "case", create=True)
    opened.load(place / "region" / "exports")
    return opened


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["14d", "7d"])
def test_a_messy_region(case: moneygraph.Case, tmp_path: Path, keep: str) -> None:
    with Feed.open(tmp_path / "feed", keep=keep) as feed:
        feed.declare(accounts_in(case.con))
        answers = [one for batch in batches_of(case, 1000) for one in feed.take_batch(batch)]
        assert feed.position == len(list(transfers_one_by_one(case.con)))
    found = standing(answers)
    assert len(found) > 5
    with as_paid():
        assert differences(case, found) == 0
