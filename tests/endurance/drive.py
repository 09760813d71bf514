"""Runs trials in processes of their own: one that ends or hangs is told, and others go on."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

#: A trial that takes longer hangs.
HANGS_S: Final = 120.0
#: A trial by its number in a folder of the process; it returns how many inputs it was, by kind.
Trial = Callable[[Path, int], Counter[str]]
_FORK = multiprocessing.get_context("fork")


@dataclass
class Outcome:
    """How many inputs were tried, by kind, and the faults by the number of their trial."""

    tried: Counter[str] = field(default_factory=Counter)
    faults: dict[int, str] = field(default_factory=dict)


def run_trials(
    trial: Trial,
    count: int,
    jobs: int,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """Run trials 0, 1, 2, ... in so many processes until so many inputs were tried."""
    outcome = Outcome()
    workers = {job: _Worker(trial, job, jobs) for job in range(jobs)}
    try:
        while outcome.tried.total() < count:
            for job, worker in list(workers.items()):
                ended = worker.heard(outcome)
                if ended is not None:
                    outcome.faults[worker.number] = ended
                    worker.stop()
                    workers[job] = _Worker(trial, worker.number + jobs, jobs)
            tell(outcome)
            wait([worker.ours for worker in workers.values()], 1.0)
        tell(outcome)
    finally:
        for worker in workers.values():
            worker.stop()
    return outcome


class _Worker:
    """A process that runs every so many trials, from one on."""

    def __init__(self, trial: Trial, first: int, step: int) -> None:
        self.ours, theirs = _FORK.Pipe(duplex=False)
        self.number = first
        self._since = time.monotonic()
        self._folder = Path(tempfile.mkdtemp(prefix="endurance-"))
        self._process = _FORK.Process(
            target=_work, args=(trial, first, step, self._folder, theirs), daemon=False
        )
        self._process.start()
        theirs.close()

    def heard(self, outcome: Outcome) -> str | None:
        """Take what it told; return how it ended, None where it goes on."""
        try:
            while self.ours.poll():
                number, tried, fault = self.ours.recv()
                self.number, self._since = number, time.monotonic()
                outcome.tried += tried
                if fault:
                    outcome.faults[number] = fault
        except EOFError:
            self._process.join()
            return f"the process ended with {self._process.exitcode}"
        return "it hangs" if time.monotonic() - self._since > HANGS_S else None

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.ours.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _work(trial: Trial, first: int, step: int, folder: Path, told: Connection) -> None:
    os.chdir(folder)
    tempfile.tempdir = None
    for number in _numbers(first, step):
        told.send((number, Counter(), ""))
        work = folder / str(number)
        work.mkdir()
        (work / "tmp").mkdir()
        os.environ["TMPDIR"] = str(work / "tmp")
        tempfile.tempdir = str(work / "tmp")
        tried: Counter[str] = Counter()
        fault = ""
        try:
            tried = trial(work / "here", number)
            left = [path.name for path in (work / "tmp").iterdir()]
            assert not left, f"left among temporary files: {left}"
        except Exception:
            tried = tried or Counter({"faults": 1})
            fault = traceback.format_exc()
        shutil.rmtree(work, ignore_errors=True)
        told.send((number, tried, fault))


def _numbers(first: int, step: int) -> Iterator[int]:
    while True:
        yield first
        first += step


def in_a_process(work: Callable[..., Any], *args: Any) -> Any:
    """Return what a function returns in a process of its own, which leaves no threads behind."""
    with _FORK.Pool(1) as pool:
        return pool.apply(work, args)
