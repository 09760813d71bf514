"""Reads many small files in several processes, and puts what each made of some into the case."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.between import Job, answer_in, line_of_job
from moneygraph.ingest.loading.part import make_part
from moneygraph.ingest.loading.report import FileReport, LoadReport, NameAndPath
from moneygraph.ingest.loading.staged import Choices
from moneygraph.ingest.readers import Found, Source
from moneygraph.ingest.readers.refusal import MB, refusal
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import MoneygraphError
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, Steps
from moneygraph.store.resources import LEAST, memory, threads
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of, run_file
from moneygraph.store.words import quoted

if TYPE_CHECKING:
    import duckdb

#: Larger files are read one after another, each by all threads.
_SMALL: Final = 4 * MB
_FEWEST: Final = 16
#: Files that are read together: the fewer there are, the sooner all processes have work.
_TOGETHER: Final = range(4, 50)
_ROUNDS: Final = 16
_MOST_WORKERS: Final = 16
#: A process's memory at the least, beside the database's.
_WORKER: Final = 8 * LEAST
_COMMAND: Final = (sys.executable, "-P", "-X", "utf8", "-m", "moneygraph.ingest.loading.part")
_ROOT: Final = Path(__file__).parents[3]
#: How a part is called: no case can be, as a database has the name of its file.
_PART: Final = '"load/part"'
_TOLD_EACH_S: Final = 1.0
_LAST_IDS: Final = """
select (select coalesce(max(id), 0) from statement_file),
    (select coalesce(max(id), 0) from section)
"""


@dataclass
class Part:
    """What a job made of its files."""

    job: Job
    report: LoadReport

    @property
    def sha256s(self) -> list[str]:
        """The SHA-256 of each file that its case has."""
        return [one.sha256 for one in self.report.files if one.sha256 and not one.error]


def small_files(all_found: Iterable[Found], known: Set[str]) -> list[Source]:
    """Return the files that are read apart, each once: small ones, where there are many."""
    small: dict[str, Source] = {}
    for one in all_found:
        if isinstance(one, Source) and one.sha256 not in known and _is_small(one.path):
            small.setdefault(one.sha256, one)
    return [*small.values()] if len(small) >= _FEWEST else []


def _is_small(path: Path) -> bool:
    try:
        return path.stat().st_size <= _SMALL
    except OSError:  # who opens it says why
        return False


def make_parts(
    sources: Sequence[Source],
    data: DataFiles,
    choices: Choices,
    folder: Path,
    progress: Progress,
) -> list[Part]:
    """Read files into cases in `folder`, in several processes; each part has some of them.

    A file that ends the process that reads it is refused. Raises `CaseFull`.
    """
    jobs = [
        Job(tuple(some), folder / f"part-{index}.duckdb", data, choices)
        for index, some in enumerate(_together(sources))
    ]
    if not sources:
        return []
    count = min(threads(), memory() // _WORKER or 1, _MOST_WORKERS, len(jobs))
    what = Message("reading {n} files", n=len(sources))
    made: list[Part] = []
    with _workers(count) as workers:
        for future in workers.begin(jobs):
            done = sum(len(part.job.sources) for part in made)
            progress(Steps(what, done, len(sources)))
            while not wait([future], timeout=_TOLD_EACH_S).done:
                progress(Steps(what, done, len(sources)))
            made.extend(future.result())
    return made


def _together(sources: Sequence[Source]) -> list[Sequence[Source]]:
    size = min(max(len(sources) // _ROUNDS, _TOGETHER.start), _TOGETHER.stop)
    return [sources[first : first + size] for first in range(0, len(sources), size)]


class _Worker:
    """A process that makes parts."""

    def __init__(self, bytes_of_memory: int) -> None:
        paths = os.pathsep.join([str(_ROOT), *(path for path in sys.path if path)])
        limit = {"MONEYGRAPH_MEMORY": f"{bytes_of_memory >> 10}KB"}
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": paths, **limit},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked, self._answers = self._process.stdin, self._process.stdout

    def ask(self, job: Job) -> LoadReport | MoneygraphError | None:
        """Have a part made; return the report or error that it gives, None where it ended."""
        try:
            self._asked.write(f"{line_of_job(job)}\n")
            self._asked.flush()
            return answer_in(self._answers.readline())
        except (OSError, ValueError):  # it ended, or was ended
            return None

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._asked, self._answers):
            with suppress(OSError):  # what could not be written
                pipe.close()


class _Workers:
    """Threads with a process each that makes parts."""

    def __init__(self, count: int) -> None:
        self._memory = max(memory() // (2 * count), LEAST)
        self._pool = ThreadPoolExecutor(count)
        self._of_thread = threading.local()
        self._all: list[_Worker] = []
        self._is_over = False

    def begin(self, jobs: Iterable[Job]) -> list[Future[list[Part]]]:
        """Begin jobs; what each gives is its parts."""
        return [self._pool.submit(self._parts_of, job) for job in jobs]

    def end(self) -> None:
        """End all processes, whatever they do."""
        self._is_over = True
        self._end_processes()
        self._pool.shutdown(cancel_futures=True)
        self._end_processes()  # of threads that had begun one meanwhile

    def _end_processes(self) -> None:
        for worker in self._all:
            worker.end()

    def _parts_of(self, job: Job) -> list[Part]:
        """Return what a job made; where its process ended, what each of its files makes alone."""
        answer = None if self._is_over else self._ask(job)
        if isinstance(answer, MoneygraphError):
            raise answer
        if answer is not None:
            return [Part(job, answer)]
        if len(job.sources) == 1:
            return [Part(job, _ended(job.sources[0]))]
        return [part for one in _alone(job) for part in self._parts_of(one)]

    def _ask(self, job: Job) -> LoadReport | MoneygraphError | None:
        worker: _Worker | None = getattr(self._of_thread, "worker", None)
        if worker is None:
            worker = self._of_thread.worker = _Worker(self._memory)
            self._all.append(worker)
        answer = worker.ask(job)
        if answer is None:
            worker.end()
            self._of_thread.worker = None
        return answer


@contextmanager
def _workers(count: int) -> Iterator[_Workers]:
    workers = _Workers(count)
    try:
        yield workers
    finally:
        workers.end()


def _alone(job: Job) -> list[Job]:
    return [
        replace(job, sources=(one,), path=job.path.with_name(f"{job.path.stem}-{index}.duckdb"))
        for index, one in enumerate(job.sources)
    ]


def _ended(source: Source) -> LoadReport:
    error = refusal(
        source.name,
        "ended the program that read it",
        "Load it alone to see whether it does so again; if so, ask the bank to send it again.",
    )
    return LoadReport([FileReport(source.name, source.sha256, error=error)])


def fill_report(report: LoadReport, parts: Iterable[Part]) -> None:
    """Put how each file fared into the report of the load, which has their names."""
    fared = {one.sha256: one for part in parts for one in part.report.files}
    for file in report.files:
        if not file.known and file.sha256 in fared:
            file.error, file.loader = fared[file.sha256].error, fared[file.sha256].loader


def without(part: Part, refused: str) -> Part:
    """Return a part that has not the file of a SHA-256, which is refused for what all have."""
    job = part.job
    if refused not in part.sha256s:
        return part
    rest = tuple(one for one in job.sources if one.sha256 != refused)
    again = replace(job, sources=rest, path=job.path.with_name(f"{job.path.stem}-again.duckdb"))
    return Part(again, make_part(again))


def add_part(con: duckdb.DuckDBPyConnection, part: Part, names: Mapping[str, NameAndPath]) -> None:
    """Put the rows of a part into the case; its files are called as `names` has them."""
    if not part.sha256s:
        return
    ((files, sections),) = rows_of(con, _LAST_IDS)
    named = [names[sha256] for sha256 in part.sha256s]
    con.execute(f"attach {quoted(str(part.job.path))} as {_PART} (read_only)").fetchall()
    run_file(
        con,
        "ingest/loading/parts.sql",
        files=files,
        sections=sections,
        rows=files * ROW_BASE,
        sha256s=part.sha256s,
        names=[name for name, _ in named],
        paths=[path for _, path in named],
    )
    let_go(con)


def let_go(con: duckdb.DuckDBPyConnection) -> None:
    """Let go of the case of a part, also where it could not be added."""
    con.execute(f"detach database if exists {_PART}").fetchall()
