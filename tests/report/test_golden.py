"""What a terminal shows, in three languages at two widths; the files are in golden/."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from moneygraph.api import Case
from moneygraph.detect.queries import Column, Findings, Query, read_queries
from moneygraph.report.terminal.findings import print_findings
from moneygraph.report.terminal.load import print_load
from moneygraph.report.terminal.show import print_show
from moneygraph.report.terminal.status import print_rows, print_status
from moneygraph.report.terminal.terminal import Terminal, cell_len
from moneygraph.report.terminal.trace import print_trace
from moneygraph.report.text.texts import LANGUAGES, Texts, texts_of
from moneygraph.report.values.load import sections_by_sha256
from moneygraph.report.values.show import show
from moneygraph.report.values.status import remark_rows, status
from moneygraph.store.data import OURS
from tests.detect.some_query import some_query

from .conftest import HERE, VICTIM

WIDTHS = (80, 120)
Golden = Callable[[Path, str], None]
Printer = Callable[[Terminal, Texts, Case], None]


def _load(terminal: Terminal, texts: Texts, _: Case) -> None:
    with (
        TemporaryDirectory() as folder,
        chdir(HERE),
        Case.open(Path(folder) / "case.duckdb", create=True) as case,
    ):
        report = case.load("exports", "exports/kaspi.csv", "broken")
        print_load(terminal, texts, report, sections_by_sha256(case.con))
        terminal.line("- - -")
        report = case.load("exports/kaspi.csv")
        print_load(terminal, texts, report, sections_by_sha256(case.con))


def _status(terminal: Terminal, texts: Texts, case: Case) -> None:
    print_status(terminal, texts, status(case.con, texts.lang))
    terminal.line("- - -")
    print_rows(terminal, texts, remark_rows(case.con, texts.lang))


def _trace(terminal: Terminal, texts: Texts, case: Case) -> None:
    print_trace(terminal, texts, case.trace(VICTIM), 40)
    terminal.line("- - -")
    print_trace(terminal, texts, case.trace("KZ687220000000000003", back=True), 40)


def _show(terminal: Terminal, texts: Texts, case: Case) -> None:
    for what in ("3", "KZ456010000000000001", "900101300116", "halyk.csv:9"):
        print_show(terminal, texts, show(case.file, what, limit=3, lang=texts.lang))
        terminal.line("- - -")


def _find(terminal: Terminal, texts: Texts, case: Case) -> None:
    print_findings(terminal, texts, FOUND, case.con, 1)


def _query(name: str, **columns: str) -> Query:
    shown = tuple(Column(column, kind) for column, kind in columns.items())
    ours = read_queries(OURS).get(name)
    card = ours.card if ours else None
    title = f"Title of {name}"
    return some_query(name, shown, title=title, card=card)


TIMES = {"first_ts": datetime(2026, 3, 2, 10), "last_ts": datetime(2026, 3, 2, 10, 35)}
FOUND = {
    "loan-then-transfer": Findings(
        _query(
            "loan-then-transfer",
            owner="text",
            accounts="list",
            banks="list",
            loans="count",
            loan_amount="money",
            moved_amount="money",
            first_ts="time",
            last_ts="time",
            minutes="count",
            to_accounts="list",
        ),
        [
            TIMES
            | {
                **{"owner": "900101300116", "accounts": [VICTIM], "banks": ["722", "ZZZ"]},
                **{"loans": 2, "loan_amount": 210_000_000, "moved_amount": 200_000_000},
                **{"minutes": 35, "score": 0.91, "transfers": list(range(1, 13))},
                "to_accounts": [f"KZ{one:02d}601000000000000{one}" for one in range(1, 7)],
                "points": {},
                "indicators": {
                    **{"lenders": 2, "loans": 2, "loan_amount": 210_000_000, "burst_s": 1200},
                    **{"moved_share": 0.95, "moved_s": 900, "moved_amount": 200_000_000},
                    "strangers": 6,
                },
            },
            TIMES
            | {
                **{"owner": "900101300215", "accounts": [], "banks": [], "loans": 1},
                **{"loan_amount": 1, "moved_amount": 1, "minutes": 1, "to_accounts": []},
                **{"score": 0.5, "transfers": [1], "indicators": {}, "points": {}},
            },
        ],
    ),
    "mine": Findings(
        _query("mine", account="text", dwell="duration", part="share", amount="money"),
        [
            {
                **{"account": "KZ456010000000000001", "dwell": 4000, "part": 0.25, "amount": None},
                **{"score": 0.6, "transfers": [7], "indicators": {"odd_share": 0.25}, "points": {}},
            }
        ],
    ),
    "mule-chains": Findings(
        _query("mule-chains", accounts="list", end="text"),
        [
            {
                "accounts": [f"KZ{one:02d}601000000000000{one}" for one in range(1, 7)],
                **{"end": "exchange", "score": 0.7, "transfers": [1, 2]},
                "points": {},
                "indicators": {"hops": 6, "accounts": 5, "total_s": 9000, "end_exit": 1},
            }
        ],
    ),
    "droppers": Findings(_query("droppers", account="text"), []),
}
PRINTERS: dict[str, Printer] = {
    "load": _load,
    "status": _status,
    "trace": _trace,
    "show": _show,
    "find": _find,
}


@pytest.mark.drawn
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PRINTERS)
def test_terminal(name: str, lang: str, width: int, robbery_file: Path, golden: Golden) -> None:
    stream = StringIO()
    with Case.open(robbery_file) as case:
        PRINTERS[name](Terminal(stream, width), texts_of(lang), case)
    printed = stream.getvalue()
    assert all(cell_len(line) <= width for line in printed.splitlines())
    golden(HERE / "golden" / f"{name}-{lang}-{width}.txt", printed)
