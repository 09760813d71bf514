"""Pushes a case, or a chosen part of it, into a Neo4j database.

Every batch and the count of rows done are written in one transaction. So a push that is stopped
at any point, also by a failing machine, goes on from there, and a repeated one has nothing left to
do. Nodes and relationships are merged by their ids, so that parts pushed one after the other
overlap without doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.counted import make_given_back
from moneygraph.detect.features.declared import make_properties
from moneygraph.export.neo4j.database import (
    case_properties,
    check_database,
    delete_graph,
    fingerprint,
    is_whole,
    part_key,
    start_push,
)
from moneygraph.export.neo4j.properties import finding_properties, write_properties
from moneygraph.export.neo4j.server import Graph
from moneygraph.export.neo4j.stages import STAGES
from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.store.message import Message
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries import Findings
    from moneygraph.export.formats.part import Choice
    from moneygraph.store.file import CaseFile

#: Called with the name of a stage, the rows done and all of its rows (0: not known).
Progress = Callable[[str, int, int], None]

COUNTED: Final = (
    *("Account", "Owner", "Transfer", "Link", "Undone"),
    *("OWNS", "SENT", "TO", "HOP", "LINKED", "REVERSES", "UNDONE"),
)


@dataclass(frozen=True)
class Pushed:
    """Counts of nodes by label and relationships by type: `written` now, and `there` in all."""

    written: dict[str, int]
    there: dict[str, int]


def push_case(
    case: CaseFile,
    graph: Graph,
    choice: Choice | None = None,
    *,
    lang: str = "en",
    replace: bool = False,
    progress: Progress = lambda *_: None,
) -> Pushed:
    """Push a case, or the chosen part of it, and what all queries find in it.

    `lang` is the language of the findings' sentences. See `push` for the rest.
    """
    from moneygraph.detect.derived import ensure_findings
    from moneygraph.detect.find import find_every
    from moneygraph.export.formats.part import Choice, choose

    progress(Message("following the money"), 0, 0)
    ensure_findings(case)
    found = find_every(case)
    choose(case, choice or Choice())
    return push(case, graph, found, texts_of(lang, case.data), replace=replace, progress=progress)


def push(
    case: CaseFile,
    graph: Graph,
    found: Iterable[Findings],
    texts: Texts,
    *,
    replace: bool = False,
    progress: Progress = lambda *_: None,
) -> Pushed:
    """Push the part that was chosen last (`formats.choose`), and its findings as properties.

    Hops are those that findings depend on: `detect.derived.ensure_findings` makes them. `replace`
    first deletes another case's graph. Raises `GraphError` where the database holds other data.
    """
    con, case_hash = case.con, fingerprint(case.con, case.data)
    make_properties(con, case.data)
    make_given_back(con)
    if replace:
        progress(Message("taking away the graph that is there"), 0, 0)
        delete_graph(graph)
    check_database(graph, case_hash)
    for statement in _statements("export/neo4j/constraints.cypher"):
        graph.write((statement, {}))
    before = _counts(graph)
    state = start_push(graph, case_hash, part_key(con))
    if not state["is_whole"]:
        _push_rows(con, graph, case_hash, state, progress)
    progress(Message("findings"), 0, 0)
    properties = finding_properties(found, texts)
    write_properties(graph, case_hash, properties, list(state.get("findings") or ()))
    held = _counts(graph)
    return Pushed({name: held[name] - before[name] for name in COUNTED}, held)


def _push_rows(
    con: duckdb.DuckDBPyConnection,
    graph: Graph,
    case_hash: str,
    state: dict[str, Any],
    progress: Progress,
) -> None:
    for stage in STAGES:
        done, every = int(state.get(f"done_{stage.name}") or 0), stage.count(con)
        progress(Message(stage.name), done, every)
        for rows in stage.batches(con, done):
            done += len(rows)
            count = case_properties(case_hash, **{f"done_{stage.name}": done})
            graph.write((stage.cypher, {"rows": rows}), count)
            progress(Message(stage.name), done, every)
    graph.write(case_properties(case_hash, is_whole=is_whole(con)))


def _counts(graph: Graph) -> dict[str, int]:
    [row] = graph.read(sql_text("export/neo4j/counts.cypher"))
    return dict(zip(COUNTED, row, strict=True))


def _statements(name: str) -> list[str]:
    return [one for text in sql_text(name).split(";") if (one := text.strip())]
