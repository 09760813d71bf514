"""One small demo on disk and one larger region in memory, made once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from moneygraph.demo import DemoSummary, write_demo
from moneygraph.demo.region import Region, make_region


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
