"""The page of `bends`, docs/explanation/bends.md."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.bends.edits import FEE

if TYPE_CHECKING:
    from benchmarks.accuracy.bends import Row

_TEMPLATE: Final = Path(__file__).with_name("page_template.md")


def page(rows: Sequence[Row], queries: Sequence[str], options: argparse.Namespace) -> str:
    """Return the whole page in Markdown."""
    first = rows[0]
    return _TEMPLATE.read_text(encoding="utf-8").format(
        seeds=options.seeds,
        people=options.people,
        day=f"{date.today():%d %B %Y}",
        fee=FEE // 100,
        there=", ".join(
            f"{first.there[query]} for `{query}`" for query in queries if "," not in query
        ),
        table="\n".join(_table(rows, queries)),
        worst="\n".join(_worst(rows, queries)),
        helps="\n".join(_helps(rows, queries)),
    )


def _table(rows: Sequence[Row], queries: Sequence[str]) -> list[str]:
    head = ["edit", "how much", "cost", *queries]
    lines = [f"| {' | '.join(head)} |", "|---|---|---:|" + "---:|" * len(queries)]
    for row in rows:
        cells = [row.edit, row.level, f"{row.cost:.0%}", *(_cell(row, query) for query in queries)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _cell(row: Row, query: str) -> str:
    wrong = row.wrong[query]
    return f"{row.recall(query):.2f}" + (f" ({wrong})" if wrong else "")


def _worst(rows: Sequence[Row], queries: Sequence[str]) -> list[str]:
    """Say of each query which edit alone takes most of its recall."""
    alone = [row for row in rows if row.edit not in ("none", "together")]
    lines = []
    for query in queries:
        before = rows[0].recall(query)
        if not before:
            lines.append(f"- `{query}`: finds none of them unedited either")
            continue
        worst = min(alone, key=lambda row: row.recall(query))
        after = worst.recall(query)
        told = f"{worst.edit} ({worst.level}), from {before:.2f} to {after:.2f}"
        lines.append(f"- `{query}`: {told if after < before - 0.005 else 'none takes any'}")
    return lines


def _helps(rows: Sequence[Row], queries: Sequence[str]) -> list[str]:
    """Say where a query with a wider window gains most on itself, and whom it names unedited."""
    lines = []
    for wide in queries:
        plain, comma, window = wide.partition(", ")
        if not comma:
            continue
        most = max(rows, key=lambda row: row.recall(wide) - row.recall(plain))
        told = f"{most.recall(wide):.2f} in place of {most.recall(plain):.2f}"
        wrong = rows[0].wrong[wide] - rows[0].wrong[plain]
        lines.append(
            f"- `{plain} --within {window}`: under {most.edit} ({most.level}) {told}; where nothing"
            f" is edited it names {wrong or 'nobody'} more who took no part"
        )
    return lines
