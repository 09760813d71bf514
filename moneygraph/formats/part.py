"""The part of a case that is exported: all, or what was chosen.

A part stands in temporary tables of the case's connection, so that whatever writes it reads it
by SQL and a piece at a time; a connection has one part at a time, the last that was chosen.

    part_transfer          id, traced
    part_account           id: both sides of those transfers, and accounts that were named
    part_finding           id, query, place, score, indicators (JSON)
    part_finding_transfer  finding, transfer
    part_finding_account   finding, account

and is read through the views ``shown_transfer``, ``shown_account`` and ``shown_export``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from moneygraph.errors import CallError
from moneygraph.outputs.findings import plain_indicators
from moneygraph.outputs.numbers import unusual_decimals
from moneygraph.printable import printable
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.api import Case
    from moneygraph.finding import Findings
    from moneygraph.tracing import Asked
    from moneygraph.trails import Trace

#: Columns of findings that name accounts by their numbers.
_NAMING: Final = ("account", "accounts", "to_accounts", "end_account")


@dataclass(frozen=True)
class Choice:
    """What to choose; what several choices give is taken together. Nothing chosen: all.

    `around`: the accounts at most `hops` transfers from an account or owner. `findings`:
    queries, each ``QUERY`` or ``QUERY:N`` for its Nth finding. `trace`: what is traced, under
    `rule`.
    """

    around: str | None = None
    hops: int = 1
    findings: tuple[str, ...] = ()
    trace: Asked | None = None
    rule: str = "lifo"

    @property
    def is_all(self) -> bool:
        """Tell whether nothing narrows it down."""
        return self.around is None and not self.findings and self.trace is None


@dataclass(frozen=True)
class Part:
    """A part of a case, with how many transfers and accounts it has.

    `findings` are those chosen, by query; `trace` is what was traced, if anything was.
    """

    choice: Choice
    transfers: int
    accounts: int
    findings: dict[str, Findings] = field(default_factory=dict)
    trace: Trace | None = None

    @property
    def currency(self) -> str | None:
        """The currency of `traced` in ``part_transfer``."""
        return self.trace.currency if self.trace else None


def choose(case: Case, choice: Choice) -> Part:
    """Make the tables of the part that was chosen, and say what it holds.

    Raises `CallError` for a query or a finding that is not there and where nothing is chosen,
    `UnknownStart` for an account or start that is not in the case.
    """
    con = case.con
    trace = _traced(case, choice)
    found = {name: case.find(name) for name in _by_query(choice.findings)}
    run_file(con, "formats/part.sql")
    if choice.is_all:
        run_file(con, "formats/part_all.sql")
    if choice.around is not None:
        from moneygraph.graph import accounts_near

        near = accounts_near(con, choice.around, choice.hops)
        run_file(con, "formats/part_around.sql", accounts=near)
    if trace is not None:
        _choose_traced(con, trace)
    kept = _choose_findings(con, found, _by_query(choice.findings))
    run_file(con, "formats/part_chosen.sql")
    _make_views(con)
    transfers, accounts = _count(con, "part_transfer"), _count(con, "part_account")
    if not accounts and not choice.is_all:
        raise CallError("nothing is chosen: no transfer and no account", "Choose another part.")
    return Part(choice, transfers, accounts, kept, trace)


def _traced(case: Case, choice: Choice) -> Trace | None:
    from moneygraph.tracing import trace_case

    return trace_case(case.con, choice.trace, choice.rule) if choice.trace else None


def _choose_traced(con: duckdb.DuckDBPyConnection, trace: Trace) -> None:
    import numpy as np

    met = trace.through or {one: touched.traced for one, touched in trace.transfers.items()}
    columns = {
        "id": np.fromiter(met.keys(), np.int64, len(met)),
        "traced": np.fromiter(met.values(), np.int64, len(met)),
    }
    con.register("met", columns)
    try:
        con.execute("insert into chosen_transfer select id, traced from met").fetchall()
    finally:
        con.unregister("met")


def _by_query(asked: Sequence[str]) -> dict[str, set[int] | None]:
    """Return which findings of which query were asked for; None means all of them."""
    chosen: dict[str, set[int] | None] = {}
    for text in asked:
        name, colon, digits = text.rpartition(":")
        if colon and digits.isascii() and digits.isdigit() and 0 < len(digits) < 10:
            places = chosen.setdefault(name, set())
            if places is not None:
                places.add(int(digits))
        else:
            chosen[text] = None
    return chosen


def _choose_findings(
    con: duckdb.DuckDBPyConnection,
    found: Mapping[str, Findings],
    asked: Mapping[str, set[int] | None],
) -> dict[str, Findings]:
    """Put the findings that were asked for into the part's tables; return them by query."""
    kept = {}
    count = 0
    for name, findings in found.items():
        places = sorted(asked[name] or range(1, len(findings.rows) + 1))
        for place in places:
            if not 1 <= place <= len(findings.rows):
                raise CallError(
                    f"there is no finding {printable(name)}:{place}",
                    f"The query gives {len(findings.rows)} findings; see `moneygraph find`.",
                )
            count += 1
            _add_finding(con, count, name, place, findings.rows[place - 1])
        kept[name] = replace(findings, rows=[findings.rows[place - 1] for place in places])
    return kept


def _add_finding(
    con: duckdb.DuckDBPyConnection, number: int, query: str, place: int, row: dict[str, Any]
) -> None:
    named = [row[column] for column in _NAMING if row.get(column)]
    run_file(
        con,
        "formats/part_finding.sql",
        finding=number,
        query=query,
        place=place,
        score=row["score"],
        indicators=json.dumps(plain_indicators(row["indicators"]), ensure_ascii=False),
        transfers=row["transfers"],
        numbers=[one for said in named for one in ([said] if isinstance(said, str) else said)],
    )


def _make_views(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "create or replace temp table currency_places (currency varchar, places integer)"
    ).fetchall()
    for currency, places in unusual_decimals().items():
        con.execute("insert into currency_places values (?, ?)", [currency, places]).fetchall()
    run_file(con, "formats/shown.sql")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = rows_of(con, f"select count(*) from {table}")
    return int(count)
