"""What indicators weigh: the points of a finding make its score, and each has one direction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.detect.queries import read_queries
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import rows_of
from tests.detect.queries.test_queries import BY_MODEL, GIVEN, HERE

pytestmark = pytest.mark.turns

QUERIES = sorted(read_queries(OURS).keys() - BY_MODEL)
#: How far from the truth a number may be that is rounded to 2 digits.
ROUNDED = 0.005
_BUSIEST = """
select a.number from transfer as t join account as a on a.id = t.from_account
group by a.number order by count(*) desc, a.number limit 1
"""

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("region")
    write_demo(folder, seed=7, people=100, rings=2, days=20)
    with Case.open(folder / "case.duckdb", create=True) as opened:
        opened.load(folder / "exports", folder / "complaints.csv", folder / "links.csv")
        yield opened


@pytest.fixture(params=QUERIES)
def rows(request: pytest.FixtureRequest, region: Case, case: Case) -> Rows:
    """Return all that one query finds in the region and in its sample."""
    name = request.param
    case.load(HERE / f"{name}.csv", covers="all")
    [(account,)] = rows_of(region.con, _BUSIEST)
    asked = {"account": account, "within": "30d"} if name in GIVEN else {}
    found = region.find(name, min_score=0, **asked).rows
    sample = case.find(name, min_score=0, **GIVEN.get(name, {})).rows
    assert found and sample
    return found + sample


def test_points_make_the_score(rows: Rows) -> None:
    for row in rows:
        points = row["points"]
        total, slack = sum(points.values()), ROUNDED * (len(points) + 1)
        if "begun" in points:  # decibans
            assert row["score"] == pytest.approx(1 / (1 + 10 ** (-total / 10)), abs=1e-4)
        else:
            assert 100 * row["score"] == pytest.approx(total, abs=slack)


def test_an_indicator_only_ever_adds_or_takes_away(rows: Rows) -> None:
    signs: dict[str, set[bool]] = defaultdict(set)
    for row in rows:
        for name, points in row["points"].items():
            signs[name].add(points > 0)
    assert {name for name, found in signs.items() if len(found) > 1} == set()


def test_points_follow_the_indicators_in_sentences(rows: Rows) -> None:
    for row in rows:
        assert row["points"].keys() - {"begun"} <= row["indicators"].keys()
