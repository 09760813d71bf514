"""A small demo on disk, a larger region in memory, and whole regions that are loaded; made once."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from moneygraph.api import Case
from moneygraph.demo import DemoSummary, write_demo
from moneygraph.demo.region import Region, make_region
from moneygraph.ingest.loading.report import LoadReport
from moneygraph.store import opening


@dataclass(frozen=True)
class Written:
    summary: DemoSummary

    def truth(self, name: str) -> list[dict[str, str]]:
        with (self.summary.truth / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder: Path = tmp_path_factory.mktemp("demo")
    return Written(write_demo(folder, seed=7, people=500, rings=4))


@pytest.fixture(scope="session")
def region() -> Region:
    return make_region(seed=11, people=1500, rings=9, days=30)


class LoadedRegion(NamedTuple):
    """A region of the usual size: a case of its statement files, its folder, how they loaded."""

    case: Case
    folder: Path
    report: LoadReport


@pytest.fixture(scope="session")
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LoadedRegion]:
    """Make and load the region of a seed, the parameter; tests of one seed run in one worker."""
    folder = tmp_path_factory.mktemp("region")
    write_demo(folder / "demo", seed=request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(opening.CONFIG, "threads", os.cpu_count() or 1)
        opened = Case.open(folder / "case.duckdb", create=True)
    with opened as case:
        names = ("exports", "complaints.csv", "links.csv")
        report = case.load(*(folder / "demo" / name for name in names))
        yield LoadedRegion(case, folder / "demo", report)
