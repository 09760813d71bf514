"""The page of what was compared, `docs/explanation/peers.md`, its picture and the README's lines."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from benchmarks.peers.run import Figures, Row
from benchmarks.peers.watch import HOPS, LEAST, SHARE, WITHIN_S

LINES: Final = "## In a few lines"
_PACKAGES: Final = ("duckdb", "pandas", "networkx", "raphtory", "snapml")

Alone = Mapping[int, Mapping[str, Figures]]


def page(rows: Sequence[Row], alone: Alone, turns: int) -> str:
    """Return the whole page in Markdown."""
    return "\n".join(
        [
            "# The same questions to others",
            "Written by `python -m benchmarks peers` (`make peers`), which asks everything again. The",
            "made-up bank has heavy tails (`benchmarks/made.py`): the number of accounts with *k* transfers",
            "falls as k^-2.5, so that some people, as small firms, have thousands of payers and payees",
            "and their money goes on; a few shops have most purchases.",
            "",
            _how(turns),
            "",
            LINES,
            *lines(rows, alone),
            "",
            "![How many times as long others take](peers.svg)",
            "",
            *(part for size in sizes(rows) for part in (*_table(rows, size), "", _apart(alone[size]), "")),
            *_notes(),
            "",
        ]
    )


def sizes(rows: Sequence[Row]) -> list[int]:
    """Return the numbers of transfers that were compared, the smallest first."""
    return sorted({row.transfers for row in rows})


def _how(turns: int) -> str:
    parts = [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]
    return (
        f"{date.today():%d %B %Y}, {os.cpu_count()} cores, Python {platform.python_version()},"
        f" {', '.join(parts)}, Neo4j 5 with 4 GB. Each piece of work is a process of its own, ours just"
        f" before each of a peer's, at most {turns} turns each; *times ours* is the median of their"
        f" ratios. What is read, built or imported before the question stands apart (*ready*)."
    )


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
        ("DuckDB, three payments", "chains with their amounts against DuckDB's bare SQL of three payments"),
        ("Neo4j, three payments", "the same against Cypher in Neo4j"),
        ("Raphtory", "reach from one account against Raphtory's temporal reachability"),
    ):
        ratios = [
            f"{_times(one)} at {_short(size)}" for size in sizes(rows) if (one := named.get((peer, size)))
        ]
        found.append(f"- {text}: {', '.join(ratios)}")
    ms = [
        f"{1000 * figures['our trace of a payment']['answer']:,.0f} ms at {_short(size)}"
        for size, figures in sorted(alone.items())
        if "our trace of a payment" in figures
    ]
    return [*found, f"- a trace of one payment from an open case: {', '.join(ms)}"]


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
        "| ours | s | GB | peer | s | GB | times ours | ready | found, ours and theirs | not equal |",
        "|---|---:|---:|---|---:|---:|---:|---:|---:|---|",
    ]
    for row in (one for one in rows if one.transfers == size):
        ratio = "" if row.ratio is None else ("> " if row.limit else "") + rounded(row.ratio)
        theirs = row.theirs or [{}]
        seconds = row.reason or f"{_median(row.theirs, 'answer'):.3g}"
        cells = (
            row.ours, f"{_median(row.our, 'answer'):.3g}", f"{_median(row.our, 'peak'):.1f}", row.peer,
            seconds, "" if row.reason else f"{_median(theirs, 'peak'):.1f}", ratio,
            "" if row.reason else f"{_median(theirs, 'ready'):.1f} s",
            f"{row.our[-1]['found']:,}" + ("" if row.reason else f", {theirs[-1]['found']:,}"),
            row.unequal,
        )  # fmt: skip
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


def _notes() -> list[str]:
    return [
        "## What is equal, and what cannot be",
        "- **GFP** makes all its features of every transfer, with its own windows (fans and degrees half a",
        "  day, scatter-gather five days, temporal cycles twenty, length-constrained cycles ten with ten",
        "  accounts at the most), and with windows of a day. Features are no findings: a model must be",
        "  fitted to them. Ours are all queries that need no value, with evidence and sentences.",
        f"- **Chains**: payments of at least {LEAST // 100:,} tenge, each at most {WITHIN_S // 3600} hours after",
        f"  the one that came, which is at least {SHARE:.0%} of it. DuckDB, pandas and Neo4j give the same",
        "  number of them and the same sum (a test compares them). They pair each payment with all that it",
        "  can have paid for, so one tenge counts in many; ours matches each tenge once, so it returns what",
        "  did move on, in chains of any length: every three payments of ours are among theirs (a test",
        "  again). *By stretch* joins on stretches of six hours as well, which spares most of the pairs.",
        f"- **Reach**: Raphtory, networkx and Neo4j tell accounts over at most {HOPS} payments, each later than",
        "  the one before; networkx and Neo4j by a loop over earliest arrivals. Raphtory's bound is not",
        "  sharp: it tells some that lie further off. Ours (`--rule poison`) follows money, over any number",
        "  of payments, to where it is, with the most that can lie there; shops and exchanges pass nothing",
        "  on. What ours reaches, theirs reaches without a bound.",
        "- **Neo4j** is filled by its own import, which is in *ready*, as is starting the server.",
        "- A peer that takes longer than the limit, or more memory than there is, is stopped; its ratio is",
        "  then a bound from below.",
    ]
