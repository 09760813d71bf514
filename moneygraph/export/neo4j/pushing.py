"""What findings say of accounts, owners and transfers, as properties of these nodes.

Pushes a case, or the part of it that was chosen, into a Neo4j database.

Every batch and the note of how far the push came are one transaction. So a push that is
stopped at any point, also by a failing machine, goes on from there, and one that is repeated
finds all of it done. Nodes and relationships are merged by their ids, so that parts pushed one
after the other lie over each other without doubles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.features.declared import make_properties
from moneygraph.export.neo4j.held import (
    STAGES,
    begin,
    check_holding,
    fingerprint,
    is_all,
    key_number,
    noted,
    part_key,
    take_away,
)
from moneygraph.export.neo4j.server import Graph
from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.report.values.findings import why_found
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries import Findings, Query
    from moneygraph.export.formats.part import Choice
    from moneygraph.store.file import CaseFile

_BATCH: Final = 5000
_INT64: Final = 1 << 63

Properties = dict[str, Any]


@dataclass
class Marks:
    """Properties by an account's number, an owner's id and a transfer's id."""

    accounts: dict[str, Properties] = field(default_factory=dict)
    owners: dict[str, Properties] = field(default_factory=dict)
    transfers: dict[int, Properties] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of all properties."""
        every = (*self.accounts.values(), *self.owners.values(), *self.transfers.values())
        return sorted({name for properties in every for name in properties})


def marks_of(found: Iterable[Findings], texts: Texts) -> Marks:
    """Return what findings say, `why` in a language; of a node's findings the best counts.

    ``droppers_score`` and the like: a query's name, then `score`, `why` or an indicator, in the
    units of the case. A finding speaks of its `account`, else of its `owner` (the account where
    the owner is not known), else of its `accounts` and its transfers.
    """
    marks = Marks()
    for findings in found:
        for row in findings.rows:
            properties = _properties(findings.query, row, texts)
            for key, nodes in _spoken_of(row, marks):
                kept = nodes.setdefault(key, {})
                if properties.keys().isdisjoint(kept):
                    kept.update(properties)
    return marks


def write_marks(graph: Graph, mark: str, marks: Marks, earlier: list[str]) -> None:
    """Write the properties in place of those that an `earlier` push wrote."""
    if earlier:
        scores = [name for name in earlier if name.endswith("_score")]
        nothing = dict.fromkeys(earlier)
        graph.write_in_parts(sql_text("export/neo4j/forget.cypher"), scores=scores, nothing=nothing)
    graph.write(noted(mark, findings=marks.names))
    for name in ("accounts", "owners", "transfers"):
        cypher = sql_text(f"export/neo4j/mark_{name}.cypher")
        rows = [list(item) for item in getattr(marks, name).items()]
        for start in range(0, len(rows), _BATCH):
            graph.write((cypher, {"rows": rows[start : start + _BATCH]}))


def _properties(query: Query, row: dict[str, Any], texts: Texts) -> Properties:
    prefix = query.name.replace("-", "_")
    indicators = {f"{prefix}_{name}": _storable(one) for name, one in row["indicators"].items()}
    why = why_found(query, row, texts)
    return {f"{prefix}_score": row["score"], f"{prefix}_why": why, **indicators}


def _spoken_of(row: dict[str, Any], marks: Marks) -> Iterator[tuple[Any, dict[Any, Properties]]]:
    if row.get("account"):
        yield key_number(row["account"]), marks.accounts
    elif row.get("owner"):
        yield row["owner"], marks.owners
        yield key_number(row["owner"]), marks.accounts
    else:
        for number in row.get("accounts") or ():
            yield key_number(number), marks.accounts
        for transfer in row["transfers"]:
            yield transfer, marks.transfers


def _storable(value: Any) -> Any:
    """Return a value that the server can keep: numbers, texts and times as they are."""
    if isinstance(value, Decimal):
        value = int(value) if value == int(value) else float(value)
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        return str(value)
    return value if isinstance(value, bool | int | float | str | date) else str(value)


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
    case: CaseFile,
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
    from moneygraph.detect.derived import ensure_findings
    from moneygraph.detect.find import FindOptions, find_case
    from moneygraph.detect.queries import ready_queries
    from moneygraph.export.formats.part import Choice, choose

    progress("following the money", 0, 0)
    ensure_findings(case)
    found = [find_case(case, FindOptions(name)) for name in ready_queries(case.data)]
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
    """Push the part that was chosen last (`formats.choose`), and what findings say of it.

    Hops are those that findings stand on: `finding.prepare.ensure_findings` made them. `replace`
    first takes away another case's graph. Raises `GraphError` where the database holds
    other data.
    """
    con, mark = case.con, fingerprint(case.con, case.data)
    make_properties(con, case.data)
    if replace:
        progress("taking away the graph that is there", 0, 0)
        take_away(graph)
    check_holding(graph, mark)
    for statement in _statements("export/neo4j/constraints.cypher"):
        graph.write((statement, {}))
    before = _counts(graph)
    state = begin(graph, mark, part_key(con))
    if not state["is_whole"]:
        _push_rows(con, graph, mark, state, progress)
    progress("findings", 0, 0)
    write_marks(graph, mark, marks_of(found, texts), list(state.get("findings") or ()))
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
    [row] = graph.read(sql_text("export/neo4j/counts.cypher"))
    return dict(zip(COUNTED, row, strict=True))


def _statements(name: str) -> list[str]:
    return [one for text in sql_text(name).split(";") if (one := text.strip())]
