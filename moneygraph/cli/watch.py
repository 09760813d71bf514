"""`moneygraph watch`: takes exports as they land, and tells what is new."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings
from moneygraph.cli.stopping import is_stop, opened_case, stop_told, tell_error
from moneygraph.store.errors import CallError, MoneygraphError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.detect.queries import Findings, Query
    from moneygraph.ingest.loading.report import LoadReport
    from moneygraph.live.landing import Landing
    from moneygraph.live.told import New

#: How long to wait between two looks at the folder, in seconds; longer where a look takes long.
_PAUSE_S: Final = 0.1
_REST: Final = 0.5
#: After a case could not be used, how long to wait before it is tried again.
_AGAIN_S: Final = 5.0
#: How long --once waits for a file that is being written.
_PATIENCE_S: Final = 4.0
_SMALL: Final = "ts,from_account,to_account,amount\n" + "".join(
    f"2026-01-01T10:00:0{n},{n},{n + 1},1000\n" for n in range(9)
)


@click.command(cls=Command)
@click.argument("inbox", metavar="FOLDER", shell_complete=completing.folders)
@click.argument("queries", nargs=-1, metavar="[QUERY...]", shell_complete=completing.queries)
@click.option(
    "--once", is_flag=True, help="Take what is there, tell what is new, and stop: for a timer."
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="Least score, 0 to 1; 0 gives every candidate (default: the query's own).",
)
@click.pass_obj
@click.pass_context
def watch(
    ctx: click.Context,
    settings: Settings,
    inbox: str,
    queries: tuple[str, ...],
    once: bool,
    min_score: float | None,
) -> None:
    """Take exports as they land in FOLDER, and tell what is found that was not told before.

    A file is taken when it is whole: renamed into place, or not written to for a moment. What
    is told is kept in the case: it is not told again, also after a restart. A file that is
    refused does not stop the others. Between two files the case is free for other commands.
    Without a QUERY, all run that need no parameter. Ctrl-C stops it.

    \b
    Examples:
      moneygraph watch inbox
      moneygraph watch inbox droppers mule-chains --json --case robbery.duckdb
      moneygraph watch inbox --once
    """
    from moneygraph.live.landing import Landing

    if not Path(inbox).is_dir():
        raise CallError(
            Message("there is no folder {parent}", parent=inbox),
            Message("Make it, or name another."),
        )
    watching = Watching(settings, queries, min_score)
    landing = Landing(Path(inbox))
    try:
        watching.begin(landing)
        refused = watching.once(landing) if once else watching.go_on(landing)
    except BaseException as error:
        if not is_stop(error):
            raise
        ctx.exit(stop_told(settings.known_lang))
    if refused:
        ctx.exit(1)


class Watching:
    """What is done when files land: load them, find, and tell what is new."""

    def __init__(self, settings: Settings, names: Sequence[str], min_score: float | None) -> None:
        self._settings = settings
        self._names = names
        self._min_score = min_score
        self._queries()  # a query that there is not is an error of the call
        self._trouble = ""

    def begin(self, landing: Landing) -> None:
        """Tell what is there already; else load the compiled code, so that nobody waits for it."""
        paths = landing.whole()
        if paths or Path(self._settings.case).exists():
            self._refused = self._take(landing, paths)
        else:
            self._refused = False
            _warm()
        click.echo(self._settings.texts("watch.begun"), err=True)

    def once(self, landing: Landing) -> bool:
        """Take what is there or is soon whole; return whether something was refused."""
        until = time.monotonic() + _PATIENCE_S
        refused = self._refused
        while landing.waits and time.monotonic() < until:
            time.sleep(_PAUSE_S)
            refused |= self._take_new(landing)
        return refused

    def go_on(self, landing: Landing) -> bool:
        """Take what lands until somebody stops it."""
        while True:
            began = time.monotonic()
            self._take_new(landing)
            took = time.monotonic() - began
            time.sleep(_AGAIN_S if self._trouble else max(_PAUSE_S, min(_REST * took, _AGAIN_S)))

    def _take_new(self, landing: Landing) -> bool:
        paths = landing.whole()
        return self._take(landing, paths) if paths or self._trouble else False

    def _take(self, landing: Landing, paths: Sequence[Path]) -> bool:
        """Load files and tell what is new; return whether something was refused.

        Where the case cannot be used now the files are tried again, and the reason is told once.
        """
        try:
            refused = self._round([path for path in paths if path.exists()])
        except MoneygraphError as error:
            for path in paths:
                landing.again(path)
            if str(error) != self._trouble:
                tell_error(self._settings.known_lang, error)
            self._trouble = str(error)
            return True
        self._trouble = ""
        return refused

    def _round(self, paths: Sequence[Path]) -> bool:
        """Load files, find, and tell what is new, with all of it written by one call.

        A masked case cannot be opened beside the case itself, so with a mask each takes its turn.
        """
        from moneygraph.live.told import states_of

        settings = self._settings
        report = None
        with opened_case(settings, create=bool(paths), masked=False) as case:
            if paths:
                report = case.load(*paths)
            states = states_of(case.con)
            if not settings.mask:
                self._give(case, *self._answer(case, report, states))
        if settings.mask:
            self._round_masked(report, states)
        return report is not None and report.refused_anything

    def _round_masked(self, report: LoadReport | None, states: dict[str, str]) -> None:
        from moneygraph.report.values.load import masked_report

        settings = self._settings
        if not Path(settings.case).exists():  # nothing could be loaded into a new one
            out = _Lines(settings)
            out.files(report and masked_report(None, report))
            _write(out.text())
            return
        with opened_case(settings) as masked:
            report = report and masked_report(masked.con, report)
            lines, names = self._answer(masked, report, states)
        with opened_case(settings, masked=False) as case:
            self._give(case, lines, names)

    def _answer(
        self, case: Case, report: LoadReport | None, states: dict[str, str]
    ) -> tuple[bytes, list[str]]:
        """Return what is to be written, and the names of the findings in it."""
        from moneygraph.live.told import not_told

        new = not_told(self._find(case), states)
        out = _Lines(self._settings)
        out.files(report)
        for one in new:
            out.finding(case, one)
        return out.text(), [one.name for one in new]

    def _give(self, case: Case, text: bytes, names: list[str]) -> None:
        """Write lines; before it findings are kept as being told, and after it as told."""
        from moneygraph.live.told import keep_telling, keep_told

        keep_telling(case.con, names)
        _write(text)
        keep_told(case.con, names)

    def _find(self, case: Case) -> Iterator[Findings]:
        data = self._settings.data
        for query in self._queries():
            with nullcontext() if self._names else data.leaving_out(query.path):
                yield case.find(query, min_score=self._min_score)

    def _queries(self) -> list[Query]:
        """Return the queries named, or all that need no value; read anew, as they may change."""
        from moneygraph.detect.queries import query_named, ready_queries

        data = self._settings.data
        if not self._names:
            return list(ready_queries(data).values())
        return [query_named(data, name) for name in self._names]


class _Lines:
    """What is written of one round: JSON, one value a line, or paragraphs for a person."""

    def __init__(self, settings: Settings) -> None:
        from moneygraph.report.terminal.terminal import Terminal

        self._settings = settings
        self._held = _Held(newline="\n")
        self._terminal = Terminal(self._held)

    def files(self, report: LoadReport | None) -> None:
        """Write what became of the files that were not in the case before."""
        from moneygraph.report.terminal.load import print_landed
        from moneygraph.report.values.load import file_json

        if report is None:
            return
        if not self._settings.json:
            print_landed(self._terminal, self._settings.texts, report)
            return
        for file in report.files:
            if not file.known:
                self._json({"event": "file", **file_json(file)})

    def finding(self, case: Case, new: New) -> None:
        """Write a finding."""
        from moneygraph.report.terminal.findings import print_new_finding
        from moneygraph.report.values.findings import findings_json

        settings, name = self._settings, new.findings.query.name
        if settings.json:
            (row,) = findings_json({name: new.findings}, settings.texts)[name]
            self._json({"event": "finding", "query": name, "again": new.again, **row})
            return
        print_new_finding(self._terminal, settings.texts, new.findings, case.con)
        if new.again:
            self._terminal.paragraph(settings.texts("watch.again"), "yellow", indent=2, hang=2)

    def _json(self, values: dict[str, Any]) -> None:
        from moneygraph.report.values.json import json_line

        self._held.write(json_line(values))

    def text(self) -> bytes:
        """Return all of it, in the encoding of standard output; JSON is in UTF-8."""
        encoding = "utf-8" if self._settings.json else self._held.encoding
        return self._held.getvalue().encode(encoding, "backslashreplace")


class _Held(io.StringIO):
    """A text that is held back until it is whole, for a terminal that is standard output."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of standard output."""
        return sys.stdout.encoding or "utf-8"

    def isatty(self) -> bool:
        """Tell whether standard output is a terminal."""
        return sys.stdout.isatty()


def _write(text: bytes) -> None:
    if text:
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()


def _warm() -> None:
    """Load all that the first files need, compiled code above all, by a small case of its own."""
    from moneygraph.api import Case
    from moneygraph.store.sandbox import temporary

    folder = temporary("moneygraph-", Path(tempfile.gettempdir()))
    try:
        small = folder / "small.csv"
        small.write_text(_SMALL, encoding="utf-8")
        with suppress(MoneygraphError), Case.open(folder / "small", create=True) as case:
            case.load(small)
            case.find("droppers")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
