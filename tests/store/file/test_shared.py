"""Cases that others hold, or that cannot be written: answers all the same, and the same ones."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store import opening
from moneygraph.store.errors import CallError, CaseLocked, NotACase
from tests.ingest.loading.contents import contents_of

HEADER = "ts,from_account,to_account,amount,kind\n"
ROWS = (
    "2026-03-01 10:00:00,L,A,900.00,loan\n"
    "2026-03-01 10:05:00,A,B,900.00,\n"
    "2026-03-01 10:06:00,B,C,800.00,\n"
)
ANSWERS = (
    ["find", "--json"],
    ["trace", "A", "--rule", "all", "--json"],
    ["trace", "A", "--rule", "fifo", "--json"],
    ["show", "B", "--json"],
    ["freeze", "--json"],
    ["requests", "--json"],
    ["export", "--format", "csv", "{out}"],
)
_HOLDER = """
import sys, time
from moneygraph.api import Case
with Case.open(sys.argv[1], read_only=sys.argv[2] == "reads"):
    print("open", flush=True)
    time.sleep(float(sys.argv[3]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    source = tmp_path / "in" / "a.csv"
    source.parent.mkdir()
    source.write_text(HEADER + ROWS)
    path = tmp_path / "evidence" / "case.duckdb"
    path.parent.mkdir()
    with Case.open(path, create=True) as case:
        case.load(source)
    return path


@contextmanager
def held(path: Path, how: str, seconds: float = 60) -> Iterator[int]:
    command = [sys.executable, "-c", _HOLDER, str(path), how, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.kill()


def answered(
    path: Path, call: list[str], out: Path, preexec: Callable[[], None] | None = None
) -> str:
    command = [sys.executable, "-m", "moneygraph", "--case", str(path)]
    command += [word.format(out=out) for word in call]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=preexec)
    assert done.returncode == 0, done.stderr
    if out.exists():
        text = out.read_text()
        out.unlink()
        return text
    return done.stdout


@pytest.mark.drawn
@pytest.mark.parametrize("call", ANSWERS, ids=lambda call: "-".join(call[:3]).replace("-", "_"))
def test_while_another_reads(call: list[str], path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    shutil.copy(path, other)
    expected = answered(other, call, tmp_path / "out.csv")
    before = path.read_bytes()
    with held(path, "reads"):
        assert answered(path, call, tmp_path / "out.csv") == expected
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_findings_once_made_are_read_by_many(path: Path) -> None:
    with Case.open(path, shared=True) as case:
        case.find("droppers")
    with held(path, "reads"), Case.open(path, shared=True) as case:
        assert case.con.execute("select current_database()").fetchone() == ("case",)
        assert case.trace("A", rule="fifo").traced == case.trace("A", rule="lifo").traced


def test_a_reader_waits_for_a_writer(path: Path) -> None:
    with held(path, "writes", 1.0), Case.open(path, read_only=True) as case:
        assert case.status()["transfers"] == 3


def test_who_holds_it_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "WAIT_S", 0.2)
    with held(path, "writes") as process:
        started = time.monotonic()
        with pytest.raises(CaseLocked, match=rf"process {process} \(python[\d.]*\) holds"):
            Case.open(path, read_only=True)
        assert time.monotonic() - started >= 0.2


def test_what_is_only_read_is_not_changed(path: Path, tmp_path: Path) -> None:
    with Case.open(path, read_only=True) as case:
        case.find("droppers")
        (tmp_path / "in" / "b.csv").write_text(HEADER + "2026-03-02 10:00:00,C,D,1.00,\n")
        with pytest.raises(CallError, match="for reading only"):
            case.load(tmp_path / "in" / "b.csv")
        before = contents_of(case)
    with Case.open(path) as case:
        assert contents_of(case) == before


def _without_root_rights() -> None:
    """Leave a process that root starts no right to write what its mode forbids (Linux)."""
    libc = ctypes.CDLL(None)
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.skipif(sys.platform != "linux", reason="drops rights as Linux has them")
@pytest.mark.drawn
@pytest.mark.parametrize("call", ANSWERS, ids=lambda call: "-".join(call[:3]).replace("-", "_"))
def test_write_protected_evidence(call: list[str], path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    shutil.copy(path, other)
    expected = answered(other, call, tmp_path / "out.csv")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    got = answered(path, call, tmp_path / "out.csv", preexec=_without_root_rights)
    assert got == expected
    masked = [
        answered(path, ["--mask", *call], tmp_path / "out.csv", preexec=_without_root_rights)
        for _ in range(2)
    ]
    assert masked[0] == masked[1]
    assert masked[0] != expected or '"A"' not in expected
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_masked_while_another_reads(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with held(path, "reads"):
        got = answered(path, ["--mask", "trace", "A", "--json"], tmp_path / "out.csv")
    assert '"traced": "900.00"' in got
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="bounds files as Linux does")
def test_no_room_to_mask_is_said(path: Path) -> None:
    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    with held(path, "reads"):
        command = [sys.executable, "-m", "moneygraph", "--case", str(path), "--mask", "find"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, preexec_fn=bounded
        )
    assert done.returncode == 2
    assert "no copy of the case can be made to mask it: File too large" in done.stderr
    assert "Free space for temporary files" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="drops rights as Linux has them")
@pytest.mark.parametrize("call", [["same", "a.csv:2", "a.csv:3"], ["load", "{out}"]])
def test_what_would_be_kept_is_refused(call: list[str], path: Path, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(HEADER + "2026-03-02 10:00:00,C,D,1.00,\n")
    path.chmod(0o444)
    command = [sys.executable, "-m", "moneygraph", "--case", str(path)]
    command += [word.format(out=tmp_path / "more.csv") for word in call]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=_without_root_rights
    )
    assert done.returncode == 2
    assert "the case was opened for reading only" in done.stderr


def test_a_link_to_nothing_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "case.duckdb").symlink_to(tmp_path / "elsewhere.duckdb")
    with pytest.raises(NotACase, match="is a link to nothing"):
        Case.open(tmp_path / "case.duckdb", create=True)
    assert not (tmp_path / "elsewhere.duckdb").exists()


def test_a_pipe_is_no_case(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case.duckdb")
    with pytest.raises(NotACase, match="is no file but a pipe"):
        Case.open(tmp_path / "case.duckdb")
