"""What the demo wrote, as JSON values and as lines in a terminal."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.demo import DemoSummary

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
    values = counts | {"stolen": texts.amount(summary.stolen), "days": days}
    terminal.paragraph(texts("demo.written", **values | {"seed": str(summary.seed)}))
    folder = safe(summary.exports)
    terminal.paragraph(
        texts("demo.files", rows=summary.rows, n=len(summary.files), folder=folder), hang=2
    )
    terminal.paragraph(texts("demo.truth", folder=safe(summary.truth)), hang=2)
    terminal.line()
    terminal.line(texts("demo.next"))
    case = quote(safe(summary.folder / "case.duckdb"))
    for command in (f"load {quote(folder)}", "status", "find", "trace --worst"):
        terminal.line(f"  moneygraph {command} --case {case}")
