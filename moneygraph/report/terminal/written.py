"""What a demo wrote, as JSON values and as lines in a terminal.

What an export wrote, as JSON values and as lines in a terminal.

What a push wrote into a graph, as JSON values and as lines in a terminal."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

from moneygraph.export.neo4j.pushing import Pushed
from moneygraph.report.terminal.terminal import Head, Terminal, data, print_table
from moneygraph.report.text.numbers import count, plain_amount, wide_amount
from moneygraph.report.text.texts import Texts

if TYPE_CHECKING:
    from moneygraph.demo import DemoSummary
    from moneygraph.export.formats import Exported

_COUNTS = ("seed", "people", "rings", "victims", "droppers", "transfers", "visible", "rows")


def demo_json(summary: DemoSummary) -> dict[str, Any]:
    """Return where the files are, and what is in them, as plain values."""
    return {
        "folder": str(summary.folder),
        "exports": str(summary.exports),
        "truth": str(summary.truth),
        **{name: getattr(summary, name) for name in _COUNTS},
        "stolen": plain_amount(summary.stolen),
        "files": dict(sorted(summary.files.items())),
    }


def print_demo(terminal: Terminal, texts: Texts, summary: DemoSummary, days: int) -> None:
    """Print what was written and what to type next."""
    counts = {name: getattr(summary, name) for name in _COUNTS}
    said = counts | {"stolen": wide_amount(summary.stolen), "days": days}
    terminal.say(texts("demo.written", **said | {"seed": str(summary.seed)}))
    exports = data(summary.exports)
    terminal.say(
        texts("demo.files", rows=summary.rows, n=len(summary.files), folder=exports), hang=2
    )
    terminal.say(texts("demo.truth", folder=data(summary.truth)), hang=2)
    terminal.line()
    terminal.line(texts("demo.next"))
    case = quote(data(summary.folder / "case.duckdb"))
    for command in (f"load {quote(exports)}", "status", "find", "trace --worst"):
        terminal.line(f"  moneygraph {command} --case {case}")


def export_json(done: Exported) -> dict[str, Any]:
    """Return the files with their SHA-256 and sizes in bytes, and what they are of."""
    return {
        "format": done.format,
        "files": [
            {"file": str(one.path), "sha256": one.sha256, "bytes": one.size} for one in done.files
        ],
        "transfers": done.part.transfers,
        "accounts": done.part.accounts,
        "findings": {name: len(found.rows) for name, found in done.part.findings.items()},
    }


def print_export(terminal: Terminal, texts: Texts, done: Exported) -> None:
    """Print how much was written, and where."""
    part = done.part
    terminal.say(texts("export.written", transfers=part.transfers, accounts=part.accounts), "bold")
    for one in done.files:
        terminal.line(f"  {data(one.path)}")


def pushed_json(pushed: Pushed) -> dict[str, Any]:
    """Return the nodes of each label and relationships of each type, by what they are."""
    return {"written": pushed.written, "there": pushed.there}


def print_pushed(terminal: Terminal, texts: Texts, pushed: Pushed) -> None:
    """Print a row for each label and type: written now, and there."""
    heads = [
        Head(texts("push.what")),
        Head(texts("push.written"), number=True),
        Head(texts("push.there"), number=True),
    ]
    rows = [
        [name, count(pushed.written[name]), count(there)] for name, there in pushed.there.items()
    ]
    print_table(terminal, heads, rows)
