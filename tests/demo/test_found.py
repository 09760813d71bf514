"""What is found in made-up regions that nobody looked at while building: seeds 301 to 303."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.loading.report import LoadReport
from moneygraph.schema import HOP_RULES
from tests.demo import scoring

SEEDS = (301, 302, 303)


@pytest.fixture(scope="module", params=SEEDS)
def region(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Case, Path, LoadReport]]:
    folder = tmp_path_factory.mktemp("region")
    write_demo(folder / "demo", seed=request.param)
    with Case.open(folder / "case.duckdb", create=True) as case:
        report = case.load(folder / "demo" / "exports")
        yield case, folder / "demo", report


def test_every_row_is_accounted_for(region: tuple[Case, Path, LoadReport]) -> None:
    case, folder, report = region
    for file in report.files:
        assert file.error is None
        assert file.rejected == 0
        assert file.rows == file.transfers + file.paired + file.duplicates + file.skipped
    assert scoring.transfers_off(case, folder) <= 0.002


@pytest.mark.parametrize("finder", ["victims", "droppers", "exits"])
def test_finders_are_right(region: tuple[Case, Path, LoadReport], finder: str) -> None:
    case, folder, _ = region
    score = getattr(scoring, finder)(case, folder)
    assert score.recall >= 0.95, score.missed
    assert score.precision >= 0.95, score.extra


@pytest.mark.parametrize("rule", HOP_RULES)
def test_stolen_money_ends_where_it_truly_went(
    region: tuple[Case, Path, LoadReport], rule: str
) -> None:
    case, folder, _ = region
    off, where = scoring.ends_off(case, folder, rule)
    assert off <= 0.01, where


def test_what_went_to_the_missing_bank_is_unseen(region: tuple[Case, Path, LoadReport]) -> None:
    case, folder, _ = region
    trace = case.trace(*scoring.stolen_starts(case))
    missing = {r["account"] for r in scoring.truth(folder, "droppers") if r["bank"] == "965"}
    seen = {end.end for end in trace.ends if end.account in missing}
    assert seen == {"unseen"}
