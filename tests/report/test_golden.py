"""What a terminal shows, in three languages at three widths; the files are in golden/."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from datetime import datetime
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.detect.queries import Column, Findings, Query, read_queries
from moneygraph.detect.rings import Ring
from moneygraph.report.terminal.findings import print_findings
from moneygraph.report.terminal.legible import errors_of
from moneygraph.report.terminal.load import print_load
from moneygraph.report.terminal.overview import print_overview
from moneygraph.report.terminal.show import print_show
from moneygraph.report.terminal.status import print_rows, print_status
from moneygraph.report.terminal.terminal import Terminal, cell_len
from moneygraph.report.terminal.trace import print_trace
from moneygraph.report.text.texts import LANGUAGES, Texts, texts_of
from moneygraph.report.values.findings import why_found
from moneygraph.report.values.load import sections_by_sha256
from moneygraph.report.values.show import show
from moneygraph.report.values.status import remark_rows, status
from moneygraph.store.data import OURS
from tests.detect.some_query import some_query

from .conftest import HERE, VICTIM

WIDTHS = (80, 120, 200)
#: Code pages of Windows and ASCII, and the language shown in each.
CODE_PAGES = {"cp1251": "kk", "cp866": "kk", "cp1252": "ru", "ascii": "kk"}
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
RING = Ring(
    accounts=tuple(f"KZ{one:02d}601000000000000{one}" for one in range(1, 8)),
    people=6,
    amounts={"KZT": 4_722_721_885, "USD": 120_000},
    payers=8,
    first_ts=datetime(2026, 3, 2, 10),
    last_ts=datetime(2026, 3, 4, 15, 18, 41),
    sharing=4,
)
ROW = {"account": "KZ016010000000000001", "score": 0.97, "transfers": [1, 2], "points": {}}
ROW |= {"ring": 1, "indicators": {"senders": 5, "passed_share": 0.98}}


def _rings(terminal: Terminal, texts: Texts, case: Case) -> None:
    query = _query("droppers", account="text", ring="count")
    pair = replace(RING, accounts=RING.accounts[:2], people=1, amounts={}, sharing=0)
    found = Findings(query, [ROW], rings=(RING, pair, pair))
    print_findings(terminal, texts, {"droppers": found}, case.con, 2)


def _overview(terminal: Terminal, texts: Texts, _: Case) -> None:
    best = {"about": ROW["account"], "score": 0.97}
    best["why"] = why_found(_query("droppers", account="text"), ROW, texts)
    known = {
        **{"transfers": 62_791, "accounts": 4_612, "owners": 3_172, "banks": 18, "series": 9},
        **{"first_ts": "2026-03-02T10:00:00", "last_ts": "2026-04-01T23:59:59"},
        "stolen": {
            **{"amount": "277875388.57", "currency": "KZT", "rule": "lifo"},
            "ends": [
                {"end": end, "amount": amount}
                for end, amount in (("held", "100000000.00"), ("p2p", "90000000.00"))
            ],
        },
        "freeze": {
            **{"amount": "62654266.01", "currency": "KZT", "accounts": 86, "rule": "lifo"},
            "first": {"amount": "25400909.34", "account": ROW["account"], "bank": "601"},
            "unsure": "2080940.82",
        },
        "found": [
            {"query": query, "title": f"Title of {query}", "findings": n, "rings": n, "best": best}
            for query, n in (("crypto-exits", 0), ("droppers", 2))
        ],
        "requests": {"banks": 1, "accounts": 5},
        "notes": [],
        "next": ["trace --complaints", "freeze", "find", "requests"],
    }
    print_overview(terminal, texts, known, "moneygraph")
    terminal.line("- - -")
    empty: dict[str, Any] = dict.fromkeys(("transfers", "accounts", "owners"), 0)
    named = "moneygraph --case robbery.duckdb"
    print_overview(terminal, texts, empty | {"notes": [], "next": ["load"]}, named)


PRINTERS: dict[str, Printer] = {
    "overview": _overview,
    "rings": _rings,
    "load": _load,
    "status": _status,
    "trace": _trace,
    "show": _show,
    "find": _find,
}


@pytest.mark.drawn
@pytest.mark.parametrize("encoding", CODE_PAGES)
@pytest.mark.parametrize("name", PRINTERS)
def test_code_page(name: str, encoding: str, robbery_file: Path, golden: Golden) -> None:
    """What a code page lacks is shown by something near, in the same columns."""
    lang, written = CODE_PAGES[encoding], BytesIO()
    stream = TextIOWrapper(written, encoding, errors=errors_of(encoding), newline="\n")
    with Case.open(robbery_file) as case:
        PRINTERS[name](Terminal(stream, 80), texts_of(lang), case)
    stream.flush()
    printed = written.getvalue().decode(encoding)
    assert "\\u" not in printed
    assert all(cell_len(line) <= 80 for line in printed.splitlines())
    golden(HERE / "golden" / f"{name}-{lang}-{encoding}.txt", printed)


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
