"""One piece of work after another: told of while it lasts, stopped without a trace."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.serve import jobs
from moneygraph.serve.jobs import Busy, Desk, Place, Work
from moneygraph.store.errors import CallError
from tests.cli.conftest import EXPORTS

LONG = "select count(*) from range(100000) as a(x), range(1000000) as b(y) where hash(x, y) = 1"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(jobs, "_PATIENCE_S", 0.3)
    path = tmp_path / "c.duckdb"
    with Case.open(path, create=True) as case:
        case.load(EXPORTS)
    return Desk(Place(path))


def answer(desk: Desk, key: str, work: Work) -> Any:
    """Ask as a page does that comes back until it is done."""
    while True:
        try:
            return desk.ask(key, key, work)
        except Busy:
            continue


def transfers(case: Case, _: Any) -> int:
    count: int = case.status()["transfers"]
    return count


def test_an_answer_comes_at_once(desk: Desk) -> None:
    assert answer(desk, "a", transfers) == 11
    assert desk.job is None


def test_what_takes_longer_is_told_of_and_waited_for(desk: Desk) -> None:
    go, is_at_it = threading.Event(), threading.Event()

    def waits(case: Case, tell: Any) -> int:
        tell("half of it")
        is_at_it.set()
        go.wait()
        return transfers(case, tell)

    with pytest.raises(Busy) as first:
        desk.ask("a", "trace", waits)
    assert is_at_it.wait(60)
    assert (first.value.job.title, first.value.job.step) == ("trace", "half of it")
    with pytest.raises(Busy) as other:  # something else must wait for it
        desk.ask("b", "status", transfers)
    assert other.value.job is first.value.job
    go.set()
    assert answer(desk, "a", waits) == 11  # the same piece, not begun again
    go.clear()
    with pytest.raises(Busy):  # and only once: what is asked later is asked of the case
        desk.ask("a", "trace", waits)
    go.set()


def test_stopped_work_leaves_the_case_as_it_was(desk: Desk) -> None:
    begun = threading.Event()

    def changes(case: Case, _: Any) -> None:
        case.con.execute("begin")
        case.con.execute("delete from transfer").fetchall()
        begun.set()
        case.con.execute(LONG).fetchall()

    desk.begin("k", "load", changes)
    assert begun.wait(30)
    before = time.monotonic()
    desk.stop()
    assert time.monotonic() - before < 30
    with pytest.raises(CallError, match="stopped; the case is as it was before"):
        desk.done("k")
    assert answer(desk, "a", transfers) == 11


def test_an_error_is_that_of_who_asked(desk: Desk) -> None:
    with pytest.raises(CallError, match="there is no rule 'none'"):
        answer(desk, "a", lambda case, _: case.trace("A", rule="none"))
    assert answer(desk, "a", transfers) == 11
    with pytest.raises(KeyError):
        desk.done("never begun")
