"""A robbery told by two banks, loaded from a folder of the test's own, and its record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from moneygraph.cli import main

EXPORTS = Path(__file__).parent.parent / "report" / "exports"
VICTIM = "KZ257220000000000001"
COMPLAINTS = f"""number,registered,victim,account,amount,ts,transfer
1,2026-03-03,900101300116,{VICTIM},1500000.00,2026-03-02 10:30:00,
2,2026-03-03,900101300116,{VICTIM},,,kaspi.csv:4
3,2026-03-03,900101300116,{VICTIM},77.00,2026-03-02 10:30:00,
"""

Run = Callable[..., Result]
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``moneygraph ARGS...`` in a folder that holds `exports` and a case, in English."""
    for name in ("LC_ALL", "LANG", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(EXPORTS, tmp_path / "exports")
    (tmp_path / "exports" / "complaints.csv").write_text(COMPLAINTS, encoding="utf-8")

    def call(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], prog_name="moneygraph")

    return call


@pytest.fixture
def loaded(run: Run) -> Run:
    result = run("load", "exports")
    assert result.exit_code == 1  # one row is refused, one complaint is not found
    return run


@pytest.fixture
def traced(loaded: Run) -> Run:
    """As `loaded`, with ``trace.json`` recorded."""
    assert loaded("trace", VICTIM, "--manifest", "trace.json").exit_code == 0
    return loaded


def record(name: str = "trace.json") -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Path(name).read_text(encoding="utf-8"))
    return read


def edit(change: Edit, name: str = "trace.json") -> None:
    changed = record(name)
    change(changed)
    Path(name).write_text(json.dumps(changed), encoding="utf-8")


def verdict(result: Result, code: int) -> dict[str, Any]:
    """Return what ``verify --json`` printed."""
    assert result.exit_code == code, result.output
    assert result.stderr == ""
    shown: dict[str, Any] = json.loads(result.stdout)
    assert shown["same"] == (code == 0)
    return shown


def states(shown: dict[str, Any]) -> dict[str, str]:
    return {Path(export["name"]).name: export["state"] for export in shown["exports"]}
