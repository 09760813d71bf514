"""What an export, letters or a push wrote, as JSON values and as lines in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneygraph.report.terminal.terminal import Head, Terminal, print_table
from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.export.formats import Exported
    from moneygraph.export.letters import LetterFile
    from moneygraph.export.neo4j import Pushed


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
    terminal.paragraph(
        texts("export.written", transfers=part.transfers, accounts=part.accounts), "bold"
    )
    for one in done.files:
        terminal.line(f"  {safe(one.path)}")


def letters_json(made: Sequence[LetterFile] | None) -> dict[str, Any]:
    """Return the files of letters with the bank of each; nothing where none were asked for."""
    if made is None:
        return {}
    files = [
        {"file": str(one.path), "bank": one.bank, "sha256": one.sha256, "bytes": one.size}
        for one in made
    ]
    return {"letters": files}


def print_letters(terminal: Terminal, texts: Texts, made: Sequence[LetterFile] | None) -> None:
    """Print the files of letters, and which of them can be sent to nobody."""
    if not made:
        return
    terminal.line()
    banks = len({one.bank for one in made if one.bank is not None})
    terminal.paragraph(texts("letters.written", files=len(made), banks=banks), "bold")
    for one in made:
        terminal.line(f"  {safe(one.path)}")
    for one in made:
        if one.bank is None:
            told = texts("letters.unknown", file=safe(one.path.name))
            terminal.paragraph(told, "yellow")
    if banks:
        terminal.paragraph(texts("letters.check"), "yellow")


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
        [name, texts.count(pushed.written[name]), texts.count(there)]
        for name, there in pushed.there.items()
    ]
    print_table(terminal, heads, rows)
