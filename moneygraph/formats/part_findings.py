"""The findings of a part: which were asked for, and what each of them touches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from moneygraph.errors import CallError
from moneygraph.outputs.findings import plain_columns, plain_indicators
from moneygraph.printable import printable
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.api import Case
    from moneygraph.finding import Findings

#: Columns of findings that name accounts by their numbers.
_NAMING: Final = ("account", "accounts", "to_accounts", "end_account")


@dataclass(frozen=True)
class Placed:
    """Findings of one query and the place of each among all that it gives, from 1."""

    findings: Findings
    places: list[int]


def find_asked(case: Case, asked: Sequence[str]) -> list[Placed]:
    """Return the findings that were asked for, each as ``QUERY`` or ``QUERY:N``.

    Raises `CallError` for a query or a finding that is not there.
    """
    return [_some_of(case.find(name), places) for name, places in _by_query(asked).items()]


def find_every(case: Case) -> list[Placed]:
    """Return what every query that needs no value finds, ours and the user's own."""
    from moneygraph.finding import ready_queries

    return find_asked(case, list(ready_queries()))


def add_findings(con: duckdb.DuckDBPyConnection, found: Sequence[Placed]) -> None:
    """Put findings into the tables of the part."""
    rows = [
        (placed.findings, place, row)
        for placed in found
        for place, row in zip(placed.places, placed.findings.rows, strict=True)
    ]
    touched = [(at, one) for at, (_, _, row) in enumerate(rows, 1) for one in row["transfers"]]
    named = [(at, one) for at, (_, _, row) in enumerate(rows, 1) for one in _numbers(row)]
    run_file(
        con,
        "formats/part_findings.sql",
        queries=[findings.query.name for findings, _, _ in rows],
        places=[place for _, place, _ in rows],
        scores=[row["score"] for _, _, row in rows],
        indicators=[_json(plain_indicators(row["indicators"])) for _, _, row in rows],
        columns=[_json(plain_columns(findings.query, row)) for findings, _, row in rows],
        touching=[at for at, _ in touched],
        touched=[one for _, one in touched],
        naming=[at for at, _ in named],
        named=[one for _, one in named],
    )


def _by_query(asked: Sequence[str]) -> dict[str, set[int] | None]:
    """Return which findings of which query were asked for; None means all of them."""
    chosen: dict[str, set[int] | None] = {}
    for text in asked:
        name, colon, digits = text.rpartition(":")
        if colon and digits.isascii() and digits.isdigit() and len(digits) < 10:
            places = chosen.setdefault(name, set())
            if places is not None:
                places.add(int(digits))
        else:
            chosen[text] = None
    return chosen


def _some_of(findings: Findings, places: set[int] | None) -> Placed:
    every = range(1, len(findings.rows) + 1)
    chosen = sorted(every if places is None else places)
    for place in chosen:
        if place not in every:
            raise CallError(
                f"there is no finding {printable(findings.query.name)}:{place}",
                f"The query gives {len(every)}, the best is 1; see `moneygraph find`.",
            )
    rows = [findings.rows[place - 1] for place in chosen]
    return Placed(replace(findings, rows=rows), chosen)


def _numbers(row: dict[str, Any]) -> list[str]:
    said = [row[column] for column in _NAMING if row.get(column)]
    return sorted({one for part in said for one in ([part] if isinstance(part, str) else part)})


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
