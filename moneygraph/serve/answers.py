"""What each page asks of a case, as plain values and texts that a template puts in place."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.texts import texts_of
from moneygraph.store.errors import UnknownStart
from moneygraph.store.message import Message
from moneygraph.store.schema import HOP_RULES

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.casework.trace import TraceOptions
    from moneygraph.ingest.loading.decisions import Wanted
    from moneygraph.report.terminal.terminal import Terminal

Tell = Callable[[str], None]

#: Columns of a text that is shown as in a terminal.
_WIDTH: Final = 104
#: Rows of a table, and of an account's statement, on one page.
ROWS: Final = 200
_BRANCHES: Final = 25


@dataclass(frozen=True)
class Asked:
    """What a trace is asked for, as it stands in the fields of its form."""

    start: str = ""
    complaint: str = ""
    rule: str = "lifo"
    since: str = ""
    until: str = ""
    amount: str = ""
    back: bool = False

    @property
    def options(self) -> TraceOptions:
        """What is traced."""
        from moneygraph.casework.trace import TraceOptions

        starts = () if self.complaint else (self.start,)
        numbers = [self.complaint] if self.complaint else None
        bounds = (self.since or None, self.until or None, self.amount or None)
        return TraceOptions(starts, numbers, self.back, *bounds)


def said(print_it: Callable[[Terminal], None]) -> str:
    """Return what is printed into a terminal of a page's width."""
    from moneygraph.report.terminal.terminal import Terminal

    stream = io.StringIO()
    print_it(Terminal(stream, _WIDTH))
    return stream.getvalue()


def known(case: Case, lang: str) -> dict[str, Any]:
    """Return what is known of the case."""
    return case.overview(lang)


def files(case: Case, lang: str) -> list[dict[str, Any]]:
    """Return the files of the case with how many rows ended in which way."""
    listed: list[dict[str, Any]] = case.status(lang)["exports"]
    return listed


def shown(case: Case, what: str, lang: str) -> dict[str, Any]:
    """Return all that is held on something: values, and a `text`; of a complaint its number."""
    from moneygraph.report.terminal.show import print_show

    try:
        found = case.show(what, limit=ROWS, lang=lang, explain=True)
    except UnknownStart:
        if any(row.complaint == what for row in case.complaints()):
            return {"complaint": what}
        raise
    texts = texts_of(lang, case.file.data)
    return {"found": found, "text": said(lambda terminal: print_show(terminal, texts, found))}


def rows(case: Case, sha256: str, fate: str | None, first: int, lang: str) -> dict[str, Any]:
    """Return a page of a file's rows with what became of each."""
    from moneygraph.report.values.rows import file_rows

    with case.file.scratch() as file:
        return file_rows(file, sha256, fate=fate, first=first, most=ROWS + 1, lang=lang)


def traced(case: Case, asked: Asked, lang: str) -> dict[str, Any]:
    """Return where money went (or came from): the ends, the tree as text, and the picture."""
    from moneygraph.casework.trace import trace_case, trace_case_all
    from moneygraph.report.dossier.traced import traced_by_layers
    from moneygraph.report.pages.picture import trail_drawn
    from moneygraph.report.terminal.rules import print_rules
    from moneygraph.report.terminal.trace import print_trace

    texts = texts_of(lang, case.file.data)
    options = asked.options
    picture = None
    with case.file.scratch() as file:
        if asked.rule == "all":
            every = trace_case_all(file, options)
            text = said(lambda terminal: print_rules(terminal, texts, every, _BRANCHES))
        elif asked.rule in HOP_RULES:
            trace, laid = traced_by_layers(file, options, asked.rule, lang)
            text = said(lambda terminal: print_trace(terminal, texts, trace, _BRANCHES))
            picture = trail_drawn(laid, texts)
        else:
            tainted = trace_case(file, options, asked.rule)
            text = said(lambda terminal: print_trace(terminal, texts, tainted, _BRANCHES))
    return {"text": text, "picture": picture}


def found(case: Case, lang: str) -> list[dict[str, Any]]:
    """Return what every query finds that needs no parameter, the best first."""
    from moneygraph.detect.find import find_every
    from moneygraph.report.values.findings import translated, why_found

    texts = texts_of(lang, case.file.data)
    with case.file.scratch() as file:
        return [
            {
                "query": one.query.name,
                "title": translated(one.query, "title", texts),
                "n": len(one.rows),
                "rows": [
                    {
                        "score": row["score"],
                        "about": _about(row),
                        "why": why_found(one.query, row, texts),
                    }
                    for row in one.rows[:ROWS]
                ],
            }
            for one in find_every(file)
            if one.rows
        ]


def _about(row: dict[str, Any]) -> list[str]:
    """Return the accounts, or the owner, that a finding names."""
    for name in ("account", "owner", "accounts", "exit"):
        value = row.get(name)
        if value:
            return [str(value)] if isinstance(value, str) else [str(one) for one in value]
    return []


def freeze(case: Case, lang: str) -> str:
    """Return what can be frozen, as text."""
    from moneygraph.report.terminal.casework import print_freeze

    texts, found = texts_of(lang, case.file.data), case.freeze()
    return said(lambda terminal: print_freeze(terminal, texts, found, ROWS))


def requests(case: Case, lang: str) -> str:
    """Return which banks must be asked, and for what, as text."""
    from moneygraph.report.terminal.casework import print_requests

    texts, found = texts_of(lang, case.file.data), case.requests()
    return said(lambda terminal: print_requests(terminal, texts, found, None))


def complaints(case: Case, lang: str) -> str:
    """Return the complaints with the transfers found for them, and the series, as text."""
    from moneygraph.report.terminal.casework import print_complaints, print_series

    texts = texts_of(lang, case.file.data)
    rows, series = case.complaints(), case.series()

    def printed(terminal: Terminal) -> None:
        print_complaints(terminal, texts, rows)
        terminal.line()
        print_series(terminal, texts, series, ROWS)

    return said(printed)


def decisions(case: Case, lang: str) -> list[dict[str, Any]]:
    """Return what persons decided of the case, each with a sentence that `says` it."""
    from moneygraph.report.terminal.status import decision_words

    texts = texts_of(lang, case.file.data)
    found = case.status(lang)["decisions"]
    return [one | {"says": decision_words(texts, one)} for one in found]


def loaded(
    case: Case, tell: Tell, *, paths: Sequence[Path], wishes: dict[str, str | None], lang: str
) -> dict[str, Any]:
    """Load files that were dropped; those of which nothing came into the case are removed."""
    from moneygraph.report.text.messages import in_language
    from moneygraph.report.values.load import load_json
    from moneygraph.serve.uploads import drop_refused, known_paths

    known = known_paths(case.con)
    try:
        report = case.load(*paths, **wishes, progress=tell)
        known = known_paths(case.con)
    finally:
        drop_refused(paths, known)
    values = load_json(report)
    for one in (*values["files"], *values["passed_over"]):
        for key in ("error", "remedy"):
            if key in one:
                one[key] = in_language(one[key], lang)
    return values


def decided(wanted: Wanted, case: Case, tell: Tell, *, undo: bool) -> None:
    """Keep a decision, or take it back."""
    tell(Message("joining the rows anew"))
    case.decide(wanted, undo=undo)


def report(parameters: dict[str, Any], case: Case, tell: Tell) -> dict[str, Any]:
    """Write a report and return its page, as bytes, with its title and sentences."""
    from moneygraph.audit.report import write_report
    from moneygraph.store.sandbox import private_folder

    tell(Message("following the money"))
    with private_folder(None, "moneygraph-report-") as folder:
        done = write_report(case, folder / "report.html", parameters)
        page = done.path.read_bytes()
    return {"page": page, "title": done.result["title"], "sentences": done.result["sentences"]}
