"""A made-up region with enough droppers to learn from, and the command line on a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.detect.learn.learn import Learnt
from tests.cli.conftest import Run, run

__all__ = ["run"]

LABELS = "truth/droppers.csv"


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with exports, the truth, and `case.duckdb`."""
    folder = tmp_path_factory.mktemp("learning")
    write_demo(folder, seed=5, people=500, rings=9, days=20)
    with Case.open(folder / "case.duckdb", create=True) as case:
        case.load(folder / "exports")
        case.find("droppers")
    return folder


@pytest.fixture(scope="session")
def learnt(region: Path) -> Learnt:
    """Return what is learnt from the truth; it is not kept in the case."""
    with Case.open(region / "case.duckdb") as case:
        return case.learn(
            region / LABELS, of="account", all_positive=True, out=region / "model.json", force=True
        )


@pytest.fixture
def model_file(region: Path, learnt: Learnt) -> Path:
    """Return the file in which that model is kept."""
    return region / "model.json"


@pytest.fixture
def opened(region: Path, tmp_path: Path) -> Iterator[Case]:
    """Open a copy of the region's case."""
    shutil.copy(region / "case.duckdb", tmp_path / "case.duckdb")
    with Case.open(tmp_path / "case.duckdb") as case:
        yield case


@pytest.fixture
def called(region: Path, run: Run, tmp_path: Path) -> Run:
    """As `run`, on a copy of the region's case."""
    shutil.copy(region / "case.duckdb", tmp_path / "case.duckdb")
    return run
