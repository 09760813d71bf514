"""Whether a case file is whole, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

_GOOD, _BAD = "bold green", "bold red"


def print_check(terminal: Terminal, texts: Texts, shown: dict[str, Any], case: str) -> None:
    """Print the values of ``check_json``: what is damaged, what is read, what to do."""
    if shown["whole"]:
        rows = sum(table["rows"] for table in shown["tables"])
        terminal.paragraph(texts("check.whole", case=safe(case), rows=rows), _GOOD)
        return
    terminal.paragraph(texts("check.damaged", case=safe(case)), _BAD)
    if shown["problem"] is not None:
        terminal.paragraph(texts("check.nothing", why=safe(shown["problem"])), indent=2, hang=2)
    for table in shown["tables"]:
        if table["problem"] is not None:
            text = texts("check.unread", table=table["name"], why=safe(table["problem"]))
            terminal.paragraph(text, indent=2, hang=2)
    for law in shown["laws"]:
        text = texts.word("law", law["law"])
        place = ".".join(name for name in (law["table"], law["column"]) if name)
        line = texts("check.law", law=text, rows=law["rows"])
        terminal.paragraph(f"{place}: {line}" if place else line, indent=2, hang=2)
    _print_readable(terminal, texts, shown)


def _print_readable(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print which tables and statement files can be read, and how to mend the case."""
    terminal.line()
    read = [table["name"] for table in shown["tables"] if table["problem"] is None]
    if shown["tables"]:
        text = texts("check.read", n=len(read), all=len(shown["tables"]), names=", ".join(read))
        terminal.paragraph(text, hang=2)
    for file in shown["exports"]:
        state = texts("check.file_read" if file["readable"] else "check.file_unread")
        terminal.paragraph(f"{safe(file['name'])}: {state}", indent=2, hang=2)
    if shown["decisions"]:
        terminal.paragraph(texts("check.decisions", n=shown["decisions"]), hang=2)
    terminal.paragraph(texts("check.remedy"), hang=2)
