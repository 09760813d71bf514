"""What a loader makes of a file, in a terminal."""

from __future__ import annotations

from typing import Any, Final

from moneygraph.report.terminal.status import print_statements
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

_STYLES: Final = {"rejected": "red", "warned": "yellow", "skipped": "dim"}


def print_tried(terminal: Terminal, texts: Texts, tried: dict[str, Any], limit: int) -> None:
    """Print which column is taken for what, the first `limit` rows, and whether balances follow."""
    for sheet in tried["sheets"]:
        name = f" [{safe(sheet['sheet'])}]" if sheet["sheet"] else ""
        terminal.paragraph(texts("tried.header", row=sheet["header_row"]) + name, "bold", hang=2)
        for column in sheet["columns"]:
            terminal.pair(column["field"], safe(column["header"]))
        if sheet["unused"]:
            unused = " | ".join(map(safe, sheet["unused"]))
            terminal.paragraph(texts("tried.unused", headers=unused), "yellow", indent=2, hang=2)
        terminal.line()
    rows = tried["rows"]
    for row in rows[:limit]:
        _print_row(terminal, texts, row)
    if len(rows) > limit:
        terminal.paragraph(texts("tried.more", n=len(rows) - limit), "dim")
    counts = [f"{texts.word('fate', fate)} {texts.count(n)}" for fate, n in tried["fates"].items()]
    terminal.line()
    terminal.paragraph(texts("tried.fates", fates=", ".join(counts) or "0"), "bold", hang=2)
    print_statements(terminal, texts, tried["statements"])


def _print_row(terminal: Terminal, texts: Texts, row: dict[str, Any]) -> None:
    place = f"[{safe(row['sheet'])}]:{row['row']}" if row["sheet"] else str(row["row"])
    fate = texts.word("fate", row["fate"])
    if "reason" in row:
        detail = f"  {safe(row['detail'])}" if row["detail"] else ""
        style = _STYLES.get(row["fate"], "")
        terminal.paragraph(f"{place}  {fate}: {safe(row['what'])}{detail}", style, hang=4)
        if row["remedy"] and row["fate"] == "rejected":
            terminal.paragraph(safe(row["remedy"]), indent=4)
        return
    when = texts.moment(row["ts"][:10] if row["day_only"] else row["ts"])
    amount = f"{texts.grouped(row['amount'])} {safe(row['currency'])}"
    kind = texts.word("transfer_kind", row["kind"])
    parties = f"{safe(row['from_account'])} → {safe(row['to_account'])}"
    terminal.paragraph(f"{place}  {fate}: {when}  {parties}  {amount}  {kind}", hang=4)
