"""A robbery in statement files of two banks, loaded from the test's own folder, and its record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
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


def call(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], prog_name="moneygraph")


def lay_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `exports` into a folder and go there, with English and 80 columns."""
    for name in ("LC_ALL", "LANG", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(folder)
    shutil.copytree(EXPORTS, folder / "exports")
    (folder / "exports" / "complaints.csv").write_text(COMPLAINTS, encoding="utf-8")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a case of those exports, ``loaded.duckdb``, and ``trace.json``."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as monkeypatch:
        lay_out(folder, monkeypatch)
        # one row is refused, one complaint is not found
        assert call("load", "exports").exit_code == 1
        shutil.copy("case.duckdb", "loaded.duckdb")
        assert call("trace", VICTIM, "--manifest", "trace.json").exit_code == 0
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``moneygraph ARGS...`` in a folder that holds `exports` and a case, in English."""
    lay_out(tmp_path, monkeypatch)
    return call


@pytest.fixture
def loaded(run: Run, made: Path, tmp_path: Path) -> Run:
    """As `run`, with the exports loaded from the test's own folder."""
    shutil.copy(made / "loaded.duckdb", "case.duckdb")
    with duckdb.connect("case.duckdb") as con:
        con.execute(
            "update statement_file set path = replace(path, ?, ?)", [str(made), str(tmp_path)]
        ).fetchall()
    return run


@pytest.fixture
def traced(loaded: Run, made: Path, tmp_path: Path) -> Run:
    """As `loaded`, with ``trace.json`` recorded."""
    text = (made / "trace.json").read_text(encoding="utf-8")
    Path("trace.json").write_text(text.replace(str(made), str(tmp_path)), encoding="utf-8")
    return loaded


def record(name: str = "trace.json") -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Path(name).read_text(encoding="utf-8"))
    return read


def edit(change: Edit, name: str = "trace.json") -> None:
    changed = record(name)
    change(changed)
    Path(name).write_text(json.dumps(changed), encoding="utf-8")


def verdict(result: Result, code: int, left_out: str = "") -> dict[str, Any]:
    """Return what ``verify --json`` printed; `left_out` is what was said of the user's folder."""
    assert result.exit_code == code, result.output
    assert result.stderr.startswith(left_out) and bool(result.stderr) == bool(left_out)
    shown: dict[str, Any] = json.loads(result.stdout)
    assert shown["same"] == (code == 0)
    return shown


def states(shown: dict[str, Any]) -> dict[str, str]:
    return {Path(export["name"]).name: export["state"] for export in shown["exports"]}
