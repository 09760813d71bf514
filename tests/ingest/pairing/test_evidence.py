"""What a pair shows as evidence adds up to its score."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of

from .banks import load
from .test_kinds import ONE


@pytest.mark.drawn
@pytest.mark.parametrize(("debits", "credits"), ONE.values(), ids=ONE)
def test_points_add_up_to_the_score(
    debits: list[str], credits: list[str], case: Case, tmp_path: Path
) -> None:
    load(case, tmp_path, b722=debits, b601=credits)
    pairing = case.show(1)["transfer"]["pairing"]
    points = sum(one["points"] for one in pairing["evidence"])
    assert round(100 * pairing["score"]) == min(100, points)


def test_points_of_a_region_add_up(tmp_path: Path) -> None:
    """Of every pair of a region with banks' own clocks, layouts and missing accounts."""
    from moneygraph.demo import write_demo
    from moneygraph.ingest.pairing.evidence import evidence
    from moneygraph.ingest.pairing.pass_list import HOURS

    write_demo(tmp_path / "demo", seed=5, people=60, rings=1, days=20)
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(tmp_path / "demo" / "exports")
        pairs = rows_of(
            case.con,
            "select debit_row, credit_row, pass, score from transfer where pass is not null"
            " order by hash(id) limit 60",
        )
        assert {number for _, _, number, _ in pairs} >= {2}
        for debit, credit, number, score in pairs:
            found = evidence(case.con, debit, credit, is_hours=number == HOURS)
            assert min(100, sum(points for _, points in found)) == round(100 * score)
