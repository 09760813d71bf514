"""The part of a case that is exported: all, or what was chosen.

A part stands in temporary tables of the case's connection, so that whatever writes it reads it
by SQL and a piece at a time; a connection has one part at a time, the last that was chosen.

    part_transfer          id, traced
    part_account           id: both sides of those transfers, and accounts that were named
    part_finding           id, query, place, score, indicators and columns (JSON)
    part_finding_transfer  finding, transfer
    part_finding_account   finding, account

and is read through the views of ``shown.sql``: ``shown_transfer``, ``shown_account``, ...
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moneygraph.errors import CallError
from moneygraph.formats.part_findings import add_findings, find_asked
from moneygraph.loading.tables import read_table
from moneygraph.outputs.numbers import unusual_decimals
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.api import Case
    from moneygraph.finding import Findings
    from moneygraph.tracing import Asked
    from moneygraph.trails import Trace


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
    from moneygraph.finding.prepare import ensure_traders

    con = case.con
    trace = _traced(case, choice)
    found = find_asked(case, choice.findings)
    ensure_traders(con)  # `trader` must not hang on what was asked of the case before
    run_file(con, "formats/part.sql")
    if choice.is_all:
        run_file(con, "formats/part_all.sql")
    if choice.around is not None:
        from moneygraph.graph import accounts_near

        near = accounts_near(con, choice.around, choice.hops)
        run_file(con, "formats/part_around.sql", accounts=near)
    if trace is not None:
        _choose_traced(con, trace)
    add_findings(con, found)
    run_file(con, "formats/part_chosen.sql")
    _make_views(con, trace)
    transfers, accounts = _count(con, "part_transfer"), _count(con, "part_account")
    if not accounts and not choice.is_all:
        raise CallError("nothing is chosen: no transfer and no account", "Choose another part.")
    findings = {placed.findings.query.name: placed.findings for placed in found}
    return Part(choice, transfers, accounts, findings, trace)


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


def _make_views(con: duckdb.DuckDBPyConnection, trace: Trace | None) -> None:
    banks = {code: names[0] for code, names in read_table("banks")["bank"].items()}
    _make_table(con, "currency_places (currency varchar, places integer)", unusual_decimals())
    _make_table(con, "bank_called (code varchar, name varchar)", banks)
    traced = {trace.currency: trace.rule} if trace else {}
    _make_table(con, "part_trace (currency varchar, rule varchar)", traced)
    run_file(con, "formats/shown.sql")


def _make_table(con: duckdb.DuckDBPyConnection, columns: str, rows: Mapping[str, Any]) -> None:
    con.execute(f"create or replace temp table {columns}").fetchall()
    name = columns.partition(" ")[0]
    for row in rows.items():
        con.execute(f"insert into {name} values (?, ?)", list(row)).fetchall()


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = rows_of(con, f"select count(*) from {table}")
    return int(count)
