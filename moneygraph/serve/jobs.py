"""Work on a case, one piece at a time: DuckDB opens a file once for a process.

A piece runs in a thread of its own. Who asks waits a moment for it; what takes longer is told of
with what it does, and can be stopped. The case is then as it was before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.store.damage import failures_named
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.api import Case

#: How long an answer is waited for before its progress is shown instead.
_PATIENCE_S: Final = 1.5
_AGAIN_S: Final = 0.2
_KEPT: Final = 8

Work = Callable[["Case", Callable[[str], None]], Any]


class Busy(Exception):
    """Something is being done that takes longer than a moment."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.title)
        self.job = job


@dataclass(frozen=True)
class Place:
    """Where the case is, and how it is opened."""

    path: Path
    folder: str | None = None
    masked: bool = False


@dataclass
class Job:
    """One piece of work, by `key`; `title` says what it is, `step` what it is at."""

    key: str
    title: str
    step: str = ""
    result: Any = None
    error: BaseException | None = None
    is_stopped: bool = False
    started: float = field(default_factory=time.monotonic)
    _case: Case | None = None
    _done: threading.Event = field(default_factory=threading.Event)

    @property
    def is_done(self) -> bool:
        """Whether it has a result or an error."""
        return self._done.is_set()

    @property
    def seconds(self) -> int:
        """How long it has been at it."""
        return int(time.monotonic() - self.started)

    def wait(self, seconds: float) -> bool:
        """Wait so long at the most; return whether it is done."""
        return self._done.wait(seconds)

    def run(self, place: Place, work: Work, options: dict[str, Any]) -> None:
        """Open the case with `options` and do the work; what it raises is kept for who asks."""
        try:
            self.result = self._run(place, work, options)
        except BaseException as error:
            stopped = Message("stopped; the case is as it was before")
            self.error = CallError(stopped, Message("Ask again.")) if self.is_stopped else error
        finally:
            self._case = None
            self._done.set()

    def _run(self, place: Place, work: Work, options: dict[str, Any]) -> Any:
        from moneygraph.api import Case

        opened = Case.open(place.path, masked=place.masked, folder=place.folder, **options)
        with failures_named(place.path), opened as case:
            self._case = case
            return work(case, self._tell)

    def _tell(self, step: str) -> None:
        if self.is_stopped:
            raise KeyboardInterrupt
        self.step = step

    def stop(self) -> None:
        """Stop it; an interrupt that comes between two queries is lost, so it is given again."""
        self.is_stopped = True
        while not self.wait(_AGAIN_S):
            with suppress(Exception):  # the case may have been closed by now
                if self._case is not None:
                    self._case.interrupt()


class Desk:
    """Does one piece of work after another on one case."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._begun: dict[str, Job] = {}
        self._waited_for: dict[str, Job] = {}

    @property
    def job(self) -> Job | None:
        """What is being done now."""
        job = self._job
        return job if job is not None and not job.is_done else None

    def begin(self, key: str, title: str, work: Work, **opened: bool) -> None:
        """Begin work on the case, `opened` as `Case.open` has it; `done` gives the result.

        Raises `Busy`.
        """
        self._waited_for.clear()  # what was asked before may be otherwise now
        job = self._start(key, title, work, opened)
        self._begun = dict([*self._begun.items(), (key, job)][-_KEPT:])

    def done(self, key: str) -> Any:
        """Return the result of what was begun; raises `Busy`, `KeyError` or its own error."""
        return _result_of(self._begun[key])

    def ask(self, key: str, title: str, work: Work) -> Any:
        """Return what work on the case gives that changes nothing. Raises `Busy` or its own error.

        Who comes back for the same thing while it is being done, or just after, gets that result.
        """
        job = self._waited_for.pop(key, None) or self._start(key, title, work, {"shared": True})
        try:
            return _result_of(job)
        except Busy:
            self._waited_for = {key: job}
            raise

    def stop(self) -> None:
        """Stop what is being done."""
        if job := self.job:
            job.stop()

    def _start(self, key: str, title: str, work: Work, options: dict[str, Any]) -> Job:
        with self._lock:
            if self._job is not None and not self._job.wait(_PATIENCE_S):
                raise Busy(self._job)
            job = self._job = Job(key, title)
            arguments = (self.place, work, options)
            threading.Thread(target=job.run, args=arguments, daemon=True).start()
        return job


def _result_of(job: Job) -> Any:
    if not job.wait(_PATIENCE_S):
        raise Busy(job)
    if job.error is not None:
        raise job.error
    return job.result
