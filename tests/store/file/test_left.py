"""What a killed process leaves: no file that is in the way, and none after the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.store import opening, sandbox
from moneygraph.store.errors import CallError
from moneygraph.store.opening import remove_empty

ROWS = "ts,from_account,to_account,amount\n2026-03-01 10:00:00,A,B,100.00\n"
_KILLED = """
import os, signal, sys
from moneygraph import cli
{patch} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
cli.main(sys.argv[1:])
"""
#: Where a process is killed: what is replaced by its death.
MOMENTS = {
    "making": "import moneygraph.store.opening as m; m.put_new",
    "making-tables": "import moneygraph.store.opening as m; m._make_tables",
    "reading": "import moneygraph.ingest.readers.cells as m; m.Cells.make_view",
    "pairing": "import moneygraph.ingest.loading.load as m; m.settle",
}


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_a_case_is_made(moment: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    code = _KILLED.format(patch=MOMENTS[moment])
    command = [sys.executable, "-c", code, "--case", "case.duckdb", "load", "a.csv"]
    done = subprocess.run(command, cwd=tmp_path, check=False)
    assert done.returncode == -signal.SIGKILL
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        assert case.status()["transfers"] == 0
        case.load(tmp_path / "a.csv")
        assert case.status()["transfers"] == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "case.duckdb"]


def test_what_is_left_goes_and_what_is_used_stays(tmp_path: Path) -> None:
    path, host, dead = tmp_path / "case.duckdb", sandbox._HOST, dead_process()
    Case.open(path, create=True).close()
    stays = [
        f"case.duckdb.tmp-{host}-{os.getppid()}",  # a process that runs
        f"case.duckdb.tmp-elsewhere{host}-{dead}",  # another machine's
        f"other.duckdb.tmp-{host}-{dead}",  # another case's
        f"my.tmp-{host}-{dead}.csv",
        "case.duckdb.tmp-old",
    ]
    goes = [f"case.duckdb.tmp-{host}-{dead}", f".case.duckdb-ab12.tmp-{host}-{dead}"]
    for name in (*stays, *goes):
        (tmp_path / name).mkdir()
        (tmp_path / name / "evidence.csv").write_text(ROWS)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "a.csv").write_text(ROWS)
    (tmp_path / f"case.duckdb.tmp-{host}-{dead}0").symlink_to(linked)
    Case.open(path, read_only=True).close()
    kept = {one.name for one in tmp_path.iterdir()}
    assert kept == {*stays, "case.duckdb", "linked"}
    assert (linked / "a.csv").exists()


def test_copies_of_evidence_among_temporary_files_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    left = tmp_path / "tmp" / f"moneygraph-ab12.tmp-{sandbox._HOST}-{dead_process()}"
    left.mkdir(parents=True)
    (left / "evidence.csv").write_text(ROWS)
    Case.open(tmp_path / "case.duckdb", create=True).close()
    assert not left.exists()


def test_many_make_one_case(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    command = [sys.executable, "-m", "moneygraph", "--case", "case.duckdb", "load", "a.csv"]

    def load(_: int) -> int:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.returncode

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(load, range(4))) == [0] * 4
    with Case.open(tmp_path / "case.duckdb") as case:
        assert case.status()["transfers"] == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "case.duckdb"]


def test_a_case_that_another_process_made_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not there when this process looked, and holds evidence by the time it is opened."""
    (tmp_path / "a.csv").write_text(ROWS)
    (tmp_path / "bad.csv").write_text("x,y\n1,2\n")
    path = tmp_path / "case.duckdb"
    real = opening.connect

    def later(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(opening, "connect", real)
        command = [sys.executable, "-m", "moneygraph", "--case", str(path), "load", "a.csv"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        return real(*args, **options)

    monkeypatch.setattr(opening, "connect", later)
    with Case.open(path, create=True) as case:
        assert case.load(tmp_path / "bad.csv").files[0].error is not None
    with Case.open(path) as case:
        assert case.status()["transfers"] == 1
    with Case.open(path) as case, pytest.raises(CallError):
        case.load(tmp_path / "nothing.csv")
    assert path.exists()
    remove_empty(path)
    assert path.exists()


def test_what_is_spilled_is_private(tmp_path: Path) -> None:
    """The database makes that folder by itself, at any time."""
    code = (
        "import os; os.umask(0o022)\n"
        "from moneygraph.store import opening\n"
        "opening.CONFIG['memory_limit'] = '100MB'\n"
        "from moneygraph.cli import main\n"
        "main(['--case', 'case.duckdb', 'load', 'a.csv'], standalone_mode=False)\n"
        "with opening.connect(__import__('pathlib').Path('case.duckdb')) as con:\n"
        "    con.execute('create temp table big as select hash(range)::varchar ||'\n"
        "        ' hash(range + 1)::varchar as x from range(5000000)')\n"
        "    spilled = [one for one in os.listdir() if '.tmp-' in one]\n"
        "    print(len(spilled), oct(os.stat(spilled[0]).st_mode & 0o777))\n"
    )
    (tmp_path / "a.csv").write_text(ROWS)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "1 0o700"
