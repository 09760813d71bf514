"""The part of a case that is exported: all, or what was chosen, with its findings.

A part is in temporary tables of the case's connection, so that whatever writes it reads it
by SQL and a piece at a time; a connection has one part at a time, the last that was chosen.

    part_transfer          id, traced
    part_account           id: both sides of those transfers, and accounts that were named
    part_finding           id, query, place, score, indicators and columns (JSON)
    part_finding_transfer  finding, transfer
    part_finding_account   finding, account

and is read through the views of ``shown.sql``: ``shown_transfer``, ``shown_account``, ...
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from moneygraph.report.values.findings import accounts_named, plain_columns, plain_indicators
from moneygraph.store.data import unusual_decimals
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.casework.trace import TraceOptions
    from moneygraph.detect.queries import Findings
    from moneygraph.flow.trails import Trace
    from moneygraph.store.file import CaseFile


@dataclass(frozen=True)
class Ranked:
    """Findings of one query and the rank of each among all that it gives, from 1."""

    findings: Findings
    ranks: list[int]


def find_chosen(case: CaseFile, chosen: Sequence[str]) -> list[Ranked]:
    """Return the chosen findings, each as ``QUERY`` or ``QUERY:N``.

    Raises `CallError` for a query or a finding that is not there.
    """
    from moneygraph.detect.find import FindOptions, find_case

    return [
        _some_of(find_case(case, FindOptions(name)), ranks)
        for name, ranks in _by_query(chosen).items()
    ]


def find_every(case: CaseFile) -> list[Ranked]:
    """Return what every query that needs no value finds, with the ranks of all."""
    from moneygraph.detect import find

    return [_some_of(one, None) for one in find.find_every(case)]


def add_findings(con: duckdb.DuckDBPyConnection, found: Sequence[Ranked]) -> None:
    """Put findings into the tables of the part."""
    rows = [
        (ranked.findings, rank, row)
        for ranked in found
        for rank, row in zip(ranked.ranks, ranked.findings.rows, strict=True)
    ]
    touched = [(at, one) for at, (_, _, row) in enumerate(rows, 1) for one in row["transfers"]]
    named = [(at, one) for at, (_, _, row) in enumerate(rows, 1) for one in accounts_named(row)]
    run_file(
        con,
        "export/formats/part_findings.sql",
        queries=[findings.query.name for findings, _, _ in rows],
        ranks=[rank for _, rank, _ in rows],
        scores=[row["score"] for _, _, row in rows],
        indicators=[_json(plain_indicators(row["indicators"])) for _, _, row in rows],
        columns=[_json(plain_columns(findings.query, row)) for findings, _, row in rows],
        touching=[at for at, _ in touched],
        touched=[one for _, one in touched],
        naming=[at for at, _ in named],
        named=[one for _, one in named],
    )


def _by_query(texts: Sequence[str]) -> dict[str, set[int] | None]:
    """Return the ranks of the chosen findings by query; None means all of them."""
    chosen: dict[str, set[int] | None] = {}
    for text in texts:
        name, colon, digits = text.rpartition(":")
        if colon and digits.isascii() and digits.isdigit() and len(digits) < 10:
            ranks = chosen.setdefault(name, set())
            if ranks is not None:
                ranks.add(int(digits))
        else:
            chosen[text] = None
    return chosen


def _some_of(findings: Findings, ranks: set[int] | None) -> Ranked:
    every = range(1, len(findings.rows) + 1)
    chosen = sorted(every if ranks is None else ranks)
    for rank in chosen:
        if rank not in every:
            raise CallError(
                Message("there is no finding {name}:{rank}", name=findings.query.name, rank=rank),
                Message("The query gives {n}, the best is 1; see `moneygraph find`.", n=len(every)),
            )
    rows = [findings.rows[rank - 1] for rank in chosen]
    return Ranked(replace(findings, rows=rows), chosen)


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


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
    trace: TraceOptions | None = None
    rule: str = "lifo"

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows it down."""
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


def choose(case: CaseFile, choice: Choice) -> Part:
    """Make the tables of the part that was chosen, and return what it holds.

    Raises `CallError` for a query or a finding that is not there and where nothing is chosen,
    `UnknownStart` for an account or start that is not in the case.
    """
    from moneygraph.detect.derived import ensure_traders

    con = case.con
    trace = _traced(case, choice)
    found = find_chosen(case, choice.findings)
    ensure_traders(case)  # `trader` must not depend on earlier calls
    run_file(con, "export/formats/part.sql")
    if choice.is_all:
        run_file(con, "export/formats/part_all.sql")
    if choice.around is not None:
        from moneygraph.flow.graph import accounts_near

        nearby = accounts_near(con, choice.around, choice.hops)
        run_file(con, "export/formats/part_around.sql", accounts=nearby)
    if trace is not None:
        _choose_traced(con, trace)
    add_findings(con, found)
    run_file(con, "export/formats/part_chosen.sql")
    _make_views(case, trace)
    transfers, accounts = _count(con, "part_transfer"), _count(con, "part_account")
    if not accounts and not choice.is_all:
        raise CallError(
            Message("nothing is chosen: no transfer and no account"),
            Message("Choose another part."),
        )
    findings = {ranked.findings.query.name: ranked.findings for ranked in found}
    return Part(choice, transfers, accounts, findings, trace)


def _traced(case: CaseFile, choice: Choice) -> Trace | None:
    from moneygraph.casework.trace import trace_case

    return trace_case(case, choice.trace, choice.rule) if choice.trace else None


def _choose_traced(con: duckdb.DuckDBPyConnection, trace: Trace) -> None:
    import numpy as np

    traced = trace.through or {one: touched.traced for one, touched in trace.transfers.items()}
    columns = {
        "id": np.fromiter(traced.keys(), np.int64, len(traced)),
        "traced": np.fromiter(traced.values(), np.int64, len(traced)),
    }
    con.register("traced_part", columns)
    try:
        con.execute("insert into chosen_transfer select id, traced from traced_part").fetchall()
    finally:
        con.unregister("traced_part")


def _make_views(case: CaseFile, trace: Trace | None) -> None:
    banks = {code: names[0] for code, names in case.data.table("banks")["bank"].items()}
    _make_table(
        case.con, "currency_decimals (currency varchar, decimals integer)", unusual_decimals()
    )
    _make_table(case.con, "bank_called (code varchar, name varchar)", banks)
    traced = {trace.currency: trace.rule} if trace else {}
    _make_table(case.con, "part_trace (currency varchar, rule varchar)", traced)
    run_file(case.con, "export/formats/shown.sql")


def _make_table(con: duckdb.DuckDBPyConnection, columns: str, rows: Mapping[str, Any]) -> None:
    con.execute(f"create or replace temp table {columns}").fetchall()
    name = columns.partition(" ")[0]
    for row in rows.items():
        con.execute(f"insert into {name} values (?, ?)", list(row)).fetchall()


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = rows_of(con, f"select count(*) from {table}")
    return int(count)
