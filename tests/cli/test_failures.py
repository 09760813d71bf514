"""Hostile names, Ctrl-C, closed pipes and errors nobody foresaw."""

from __future__ import annotations

import csv
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case

from .conftest import EXPORTS, Run, parsed

pytestmark = pytest.mark.turns

HOSTILE = "\x1b]0;x\x07\x1b[31m[bold red]evil[/] \u202ecod.exe \u200b=cmd|' /C calc'!A0"


def hostile_export(path: Path) -> Path:
    header = "ts,from_account,to_account,amount,kind,purpose,from_name,to_name".split(",")
    rows = [
        ["2026-03-02 10:00:00", "L1", "A[/]1", "500000", "loan", HOSTILE, HOSTILE, HOSTILE],
        ["2026-03-02 10:05:00", "L2", "A[/]1", "500000", "loan", HOSTILE, HOSTILE, HOSTILE],
        ["2026-03-02 10:10:00", "A[/]1", "", "900000", "transfer", HOSTILE, HOSTILE, HOSTILE],
        ["2026-03-02 10:10:00", "A[/]1", "B\u202e2", HOSTILE, "transfer", HOSTILE, "", HOSTILE],
        [HOSTILE, "A[/]1", "B\u202e2", "5", "transfer", HOSTILE, "", HOSTILE],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    return path


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_hostile_names_are_shown_and_not_obeyed(lang: str, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[2J[b]"
    folder.mkdir()
    path = hostile_export(folder / "x\u202ecsv.csv")
    calls = [
        ("load", path),
        ("status",),
        ("status", "--rows"),
        ("find", "--min-score", "0"),
        ("trace", "A[/]1"),
        ("show", "1"),
        ("show", "A[/]1"),
        ("show", "\x1b[31m"),
        ("trace", "\x1b[31m\u202e"),
        ("find", "\x1b[31m"),
        ("find", "droppers", "--\x1b[31m", "1"),
        ("loaders", "show", "\x1b[31m"),
        ("load", tmp_path / "\x1b[31m"),
        ("load", path, "--covers", "\x1b[31m"),
    ]
    for args in calls:
        result = run("--lang", lang, *args)
        printed = result.stdout + result.stderr
        assert printed.replace("\n", "").isprintable(), (args, printed)
        assert "Traceback" not in printed and "unexpected" not in printed, printed
    assert "[bold red]evil[/]" in run("show", "1").stdout
    shown = parsed(run("show", "1", "--json"))["transfer"]["sides"][0]
    assert shown["purpose"] == HOSTILE


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_ctrl_c_is_130_and_the_case_as_before(
    loaded: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    before = parsed(loaded("status", "--json"))
    monkeypatch.setattr("moneygraph.ingest.loading.load.settle", stop)
    result = loaded("load", hostile_export(tmp_path / "more.csv"))
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr.strip() == "stopped; the case is as it was before"
    assert parsed(loaded("status", "--json")) == before


@pytest.mark.process
def test_a_real_signal_inside_a_query_of_duckdb(loaded: Run, tmp_path: Path) -> None:
    """DuckDB answers a signal with a RuntimeError of its own."""
    case = tmp_path / "case.duckdb"
    before = parsed(loaded("status", "--json"))
    code = f"""
import os, signal, threading
from moneygraph.cli import main
import moneygraph.ingest.loading.load as loading
def slow(case):
    case.con.execute("delete from transfer").fetchall()
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    case.con.execute("select count(*) from range(1000000000000) t(i) where hash(i) = 3").fetchall()
loading.settle = slow
main(["load", {str(hostile_export(tmp_path / "more.csv"))!r}, "--case", {str(case)!r}])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (130, ""), done.stderr
    assert done.stderr == "stopped; the case is as it was before\n"
    assert parsed(loaded("status", "--json")) == before


def test_ctrl_c_in_the_first_load_leaves_no_case(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("moneygraph.ingest.loading.load.settle", stop)
    assert run("load", EXPORTS / "kaspi.csv").exit_code == 130
    assert not (tmp_path / "case.duckdb").exists()


@pytest.mark.process
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("lang", ["en", "ru"])  # the output is less, and more, than a buffer
def test_a_closed_pipe_is_quiet(lang: str, unbuffered: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "moneygraph", "queries", "--lang", lang],
            stdout=closed, stderr=subprocess.PIPE, text=True, check=False,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_nobody_foresaw_is_one_line_and_advice(
    loaded: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("odd\x1b[31m\nthing")

    monkeypatch.setattr(Case, "trace", fail)
    result = loaded("trace", "3")
    assert (result.exit_code, result.stdout) == (2, "")
    first, second = result.stderr.splitlines()
    assert first == "error: unexpected ValueError: odd\\x1b[31m\\nthing"
    assert "report" in second and "MONEYGRAPH_DEBUG" in second
    monkeypatch.setenv("MONEYGRAPH_DEBUG", "1")
    assert isinstance(loaded("trace", "3").exception, ValueError)


def test_errors_go_to_stderr_in_json_mode_too(run: Run) -> None:
    result = run("status", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: there is no case at ")


def test_no_case_file_and_a_file_that_is_none(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear Sir", encoding="utf-8")
    before = digest(other)
    for args in (["status"], ["load", EXPORTS / "kaspi.csv"], ["find"]):
        result = run(*args, "--case", other)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "not a case" in result.stderr
    assert digest(other) == before


@pytest.mark.process
def test_a_case_that_another_process_holds(loaded: Run, tmp_path: Path) -> None:
    case = tmp_path / "case.duckdb"
    code = f"import duckdb,sys; c=duckdb.connect({str(case)!r}); print('held',flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        result = loaded("load", EXPORTS / "kaspi.csv")
        holder.send_signal(signal.SIGKILL)
    assert result.exit_code == 2
    assert "holds the case" in result.stderr


@pytest.mark.process
def test_a_terminal_without_our_letters(loaded: Run, tmp_path: Path) -> None:
    env = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "moneygraph", "status", "--lang", "ru"],
        capture_output=True, text=True, env=env, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("V dele 11 perevodov, 11 schetov i 8 vladeltsev.\n")


def test_progress_is_silent_without_a_terminal(run: Run) -> None:
    result = run("load", EXPORTS / "kaspi.csv")
    assert result.stderr == ""
