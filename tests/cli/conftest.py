"""Runs the command line inside this process, on a small case of two banks' exports."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from moneygraph.api import Case
from moneygraph.cli import main

EXPORTS = Path(__file__).parent.parent / "report" / "exports"
VICTIM = "KZ257220000000000001"

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``moneygraph ARGS...`` with a case of its own, in English, 80 columns wide."""
    for name in ("LC_ALL", "LANG", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MONEYGRAPH_CASE", str(tmp_path / "case.duckdb"))
    monkeypatch.setenv("COLUMNS", "80")

    def call(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], prog_name="moneygraph")

    return call


@pytest.fixture(scope="session")
def loaded_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loaded") / "case.duckdb"
    with Case.open(path, create=True) as case:
        case.load(EXPORTS / "kaspi.csv", EXPORTS / "halyk.csv")
    return path


@pytest.fixture
def loaded(run: Run, loaded_case: Path, tmp_path: Path) -> Run:
    """As `run`, with the exports loaded."""
    shutil.copy(loaded_case, tmp_path / "case.duckdb")
    return run


def parsed(result: Result) -> Any:
    """Return the JSON on standard output; nothing else may stand there."""
    assert result.stderr == "", result.stderr
    return json.loads(result.stdout)
