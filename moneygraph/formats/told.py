"""What an export wrote, as JSON values and as lines in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.formats import Exported


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
