"""The page of what was compared, `docs/explanation/peers.md`, and the README's lines of it."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks.peers.run import Figures, Row
from benchmarks.peers.watch import HOPS, LEAST, SHARE, WITHIN_S

_TEMPLATE: Final = Path(__file__).with_name("page_template.md")
LINES: Final = "## In a few lines"
_NOT_ASKED: Final = "not asked in this run"
_PACKAGES: Final = ("duckdb", "pandas", "networkx", "raphtory", "snapml")

Alone = Mapping[int, Mapping[str, Figures]]


def page(rows: Sequence[Row], alone: Alone, note: str = "") -> str:
    """Return the whole page in Markdown."""
    tables = [
        part for size in sizes(rows) for part in (*_table(rows, size), "", _apart(alone[size]), "")
    ]
    return _TEMPLATE.read_text(encoding="utf-8").format(
        day=f"{date.today():%d %B %Y}",
        cores=os.cpu_count(),
        versions=_versions(),
        note=note,
        title=LINES,
        lines="\n".join(lines(rows, alone)),
        tables="\n".join(tables),
        least=f"{LEAST // 100:,}",
        hours=WITHIN_S // 3600,
        share=f"{SHARE:.0%}",
        hops=HOPS,
    )


def sizes(rows: Sequence[Row]) -> list[int]:
    """Return the numbers of transfers that were compared, the smallest first."""
    return sorted({row.transfers for row in rows})


def _versions() -> str:
    parts = [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]
    return f"Python {platform.python_version()}, {', '.join(parts)}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def lines(rows: Sequence[Row], alone: Alone) -> list[str]:
    """Return the few lines that the README has too, of the largest size that each was shown at."""
    named = {(row.peer, row.transfers): row for row in rows}
    found = []
    for peer, text in (
        ("GFP", "all findings against all features of IBM's Graph Feature Preprocessor"),
        (
            "DuckDB, three payments",
            "chains with their amounts against DuckDB's bare SQL of three payments",
        ),
        ("Neo4j, three payments", "the same against Cypher in Neo4j"),
        ("Raphtory", "reach from one account against Raphtory's temporal reachability"),
    ):
        ratios = [
            f"{_times(one)} at {_short(size)}"
            for size in sizes(rows)
            if (one := named.get((peer, size)))
        ]
        found.append(f"- {text}: {', '.join(ratios) or _NOT_ASKED}")
    ms = [
        f"{1000 * figures['our trace of a payment']['answer']:,.0f} ms at {_short(size)}"
        for size, figures in sorted(alone.items())
        if "our trace of a payment" in figures
    ]
    return [*found, f"- a trace of one payment from an open case: {', '.join(ms) or _NOT_ASKED}"]


def _short(size: int) -> str:
    return f"{size / 1e6:g} million"


def _times(row: Row) -> str:
    ratio = row.ratio
    if ratio is None:
        return row.reason
    return f"{'over ' if row.limit is not None else ''}{rounded(ratio)} times as fast"


def rounded(ratio: float) -> str:
    """Return a ratio with two digits that count."""
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2g}"


def _table(rows: Sequence[Row], size: int) -> list[str]:
    table = [
        f"## {size:,} transfers",
        "| ours | s | GB | peer | s | GB | times ours | ready | found, ours and theirs |"
        " not equal |",
        "|---|---:|---:|---|---:|---:|---:|---:|---:|---|",
    ]
    for row in (one for one in rows if one.transfers == size):
        ratio = "" if row.ratio is None else ("> " if row.limit else "") + rounded(row.ratio)
        theirs = row.theirs or [{}]
        seconds = row.reason or f"{_median(row.theirs, 'answer'):.3g}"
        cells = (
            row.ours,
            f"{_median(row.our, 'answer'):.3g}",
            f"{_median(row.our, 'peak'):.1f}",
            row.peer,
            seconds,
            "" if row.reason else f"{_median(theirs, 'peak'):.1f}",
            ratio,
            "" if row.reason else f"{_median(theirs, 'ready'):.1f} s",
            f"{row.our[-1]['found']:,}" + ("" if row.reason else f", {theirs[-1]['found']:,}"),
            row.unequal,
        )
        table.append(f"| {' | '.join(cells)} |")
    return table


def _median(turns: Sequence[Figures], name: str) -> float:
    return float(statistics.median(one[name] for one in turns))


def _apart(alone: Mapping[str, Figures]) -> str:
    parts = [f"`load` {alone['our load']['answer']:.1f} s"]
    for name, what in (
        ("our trace of a payment", "one payment"),
        ("our trace of an account", "all that the first account of the first chain paid"),
        ("our trace of the busiest", "all that the busiest account paid"),
    ):
        if name in alone:
            figures = alone[name]
            parts.append(f"{what} {1000 * figures['answer']:,.0f} ms, {figures['found']:,} ends")
    return f"Ours alone: {parts[0]}; `trace` from an open case, by lifo: {'; '.join(parts[1:])}."
