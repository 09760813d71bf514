"""What a terminal shows of work that takes long: what is done, and how much longer."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from moneygraph.api import Case
from moneygraph.cli import progress
from moneygraph.cli.progress import _Shown
from moneygraph.export.formats.export import FORMATS
from moneygraph.export.formats.part import Choice
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, Stage, Steps


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_time_left_is_learnt_from_the_stages_before() -> None:
    clock = Clock()
    shown = _Shown(clock)
    shown.begin(Stage(Message("reading {file}", file="a.csv"), 10.0))
    assert shown.line() == "reading a.csv"
    clock.now += 4
    assert shown.line() == "reading a.csv, about 6 s left"
    clock.now += 7
    assert shown.line() == "reading a.csv, 11 s so far"
    clock.now += 20  # 31 s in place of 10
    shown.begin(Stage(Message("pairing the two sides of transfers"), 33.0))
    clock.now += 6
    assert shown.line() == "pairing the two sides of transfers, about 2 min left"


def test_of_many_things_the_rest_takes_as_long_as_those_before() -> None:
    clock = Clock()
    shown, what = _Shown(clock), Message("reading {n} files", n=100)
    shown.begin(Steps(what, 0, 100))
    clock.now += 5
    assert shown.line() == "reading 100 files, 5 s so far"
    shown.begin(Steps(what, 20, 100))
    assert shown.line() == "reading 100 files, about 20 s left"
    clock.now += 5
    shown.begin(Steps(what, 50, 100))
    assert shown.line() == "reading 100 files, about 10 s left"
    drawn_to = StringIO()
    console = Console(width=100, file=drawn_to)
    console.print(shown)
    drawn = drawn_to.getvalue()
    assert drawn.count("━") == 15
    assert drawn.rstrip().endswith("about 10 s left")


def test_what_nobody_knows_is_not_foretold() -> None:
    clock = Clock()
    shown = _Shown(clock)
    shown.begin(Message("choosing"))
    clock.now += 3
    assert shown.line() == "choosing, 3 s so far"


def test_what_a_case_does_meanwhile_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    @contextmanager
    def listening() -> Iterator[Progress]:
        yield told.append

    monkeypatch.setattr(progress, "progress", listening)
    (tmp_path / "one.csv").write_text(
        "ts,from_account,to_account,amount\n2026-03-02 10:00:00,A,B,5\n2026-03-02 11:00:00,B,C,5\n"
    )
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(tmp_path / "one.csv")
        with progress.progress_of(case) as tell:
            case.report("account", "A")
            case.export_part("csv", tmp_path / "out.csv", Choice(), progress=tell)
    assert told.count("matching what left each account with what came in") >= 2
    assert "looking for droppers" in told and told.count("writing") == 2
    last = told[-1]
    assert isinstance(last, Stage) and last.seconds == FORMATS["csv"].seconds * 2 / 1e6


def in_a_terminal(*call: str, out: Path | None = None) -> bytes:
    """Run Python with standard error, and standard output unless `out`, in a real terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm"}
    with out.open("wb") if out is not None else nullcontext(theirs) as stdout:
        process = subprocess.Popen(
            [sys.executable, *call], stdout=stdout, stderr=theirs, env=environment
        )
    os.close(theirs)
    seen = b""
    with suppress(OSError):  # which a terminal without a process ends with
        while part := os.read(ours, 65536):
            seen += part
    os.close(ours)
    assert process.wait(10) == 0
    return seen


@pytest.mark.process
def test_a_terminal_shows_it() -> None:
    code = (
        "import time\n"
        "from moneygraph.cli.progress import progress\n"
        "from moneygraph.store.message import Message\n"
        "from moneygraph.store.progress import Stage\n"
        "with progress() as tell:\n"
        "    tell(Stage(Message('reading {file}', file='a.csv'), 60.0)); time.sleep(2.6)\n"
    )
    seen = in_a_terminal("-c", code)
    assert b"reading a.csv, about 5" in seen and b" s left" in seen


@pytest.mark.process
@pytest.mark.parametrize("call", [("find", "droppers"), ("trace", "--worst"), ("freeze",)])
def test_answers_go_where_they_are_sent(
    call: tuple[str, ...], loaded_case: Path, tmp_path: Path
) -> None:
    """Progress is in the terminal, and the whole answer in the file."""
    run = ("-m", "moneygraph", "--case", str(loaded_case), *call)
    piped = subprocess.run([sys.executable, *run], capture_output=True, check=True).stdout
    in_a_terminal(*run, out=tmp_path / "answer")
    assert (tmp_path / "answer").read_bytes() == piped != b""
