"""Pushes a case, or the part of it that was chosen, into a Neo4j database.

Every batch and the note of how far the push came are one transaction. So a push that is
stopped at any point, also by a failing machine, goes on from there, and one that is repeated
finds all of it done. Nodes and relationships are merged by their ids, so that parts pushed one
after the other lie over each other without doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.graphdb.connect import Graph
from moneygraph.graphdb.findings import marks_of, write_marks
from moneygraph.graphdb.holding import (
    begin,
    check_holding,
    fingerprint,
    is_all,
    noted,
    part_key,
    take_away,
)
from moneygraph.graphdb.stages import STAGES
from moneygraph.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.api import Case
    from moneygraph.finding import Findings
    from moneygraph.formats.part import Choice

#: What is being done, how many rows of it are done, and of how many; 0 where nobody knows.
Progress = Callable[[str, int, int], None]

COUNTED: Final = (
    *("Account", "Owner", "Transfer", "Link"),
    *("OWNS", "SENT", "TO", "HOP", "LINKED"),
)


@dataclass(frozen=True)
class Pushed:
    """How many nodes of each label and relationships of each type: `written` now, and `there`."""

    written: dict[str, int]
    there: dict[str, int]


def push_case(
    case: Case,
    graph: Graph,
    choice: Choice | None = None,
    *,
    lang: str = "en",
    replace: bool = False,
    progress: Progress = lambda *_: None,
) -> Pushed:
    """Push a case, or the part of it that is chosen, and what all queries find in it.

    `lang` is the language of the findings' sentences. See `push` for the rest.
    """
    from moneygraph.finding import ready_queries
    from moneygraph.finding.prepare import ensure_findings
    from moneygraph.formats.part import Choice, choose

    progress("following the money", 0, 0)
    ensure_findings(case.con)
    found = [case.find(name) for name in ready_queries()]
    choose(case, choice or Choice())
    return push(case.con, graph, found, lang=lang, replace=replace, progress=progress)


def push(
    con: duckdb.DuckDBPyConnection,
    graph: Graph,
    found: Iterable[Findings],
    *,
    lang: str = "en",
    replace: bool = False,
    progress: Progress = lambda *_: None,
) -> Pushed:
    """Push the part that was chosen last (`formats.choose`), and what findings say of it.

    Hops are those that findings stand on: `finding.prepare.ensure_findings` made them. `replace`
    first takes away another case's graph. Raises `GraphError` where the database holds
    other data.
    """
    mark = fingerprint(con)
    if replace:
        progress("taking away the graph that is there", 0, 0)
        take_away(graph)
    check_holding(graph, mark)
    for statement in _statements("graphdb/constraints.cypher"):
        graph.write((statement, {}))
    before = _counts(graph)
    state = begin(graph, mark, part_key(con))
    if not state["is_whole"]:
        _push_rows(con, graph, mark, state, progress)
    progress("findings", 0, 0)
    write_marks(graph, mark, marks_of(found, lang), list(state.get("findings") or ()))
    there = _counts(graph)
    return Pushed({name: there[name] - before[name] for name in COUNTED}, there)


def _push_rows(
    con: duckdb.DuckDBPyConnection,
    graph: Graph,
    mark: str,
    state: dict[str, Any],
    progress: Progress,
) -> None:
    for stage in STAGES:
        done, every = int(state.get(f"done_{stage.name}") or 0), stage.count(con)
        progress(stage.name, done, every)
        for rows in stage.batches(con, done):
            done += len(rows)
            note = noted(mark, **{f"done_{stage.name}": done})
            graph.write((stage.cypher, {"rows": rows}), note)
            progress(stage.name, done, every)
    graph.write(noted(mark, is_whole=is_all(con)))


def _counts(graph: Graph) -> dict[str, int]:
    [row] = graph.read(sql_text("graphdb/counts.cypher"))
    return dict(zip(COUNTED, row, strict=True))


def _statements(name: str) -> list[str]:
    return [one for text in sql_text(name).split(";") if (one := text.strip())]
