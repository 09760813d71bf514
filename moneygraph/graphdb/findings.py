"""What findings say of accounts, owners and transfers, as properties of these nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from moneygraph.graphdb.connect import Graph
from moneygraph.graphdb.holding import noted
from moneygraph.graphdb.stages import key_number
from moneygraph.outputs.findings import why_found
from moneygraph.sqltext import sql_text

if TYPE_CHECKING:
    from moneygraph.finding import Findings, Query

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


def marks_of(found: Iterable[Findings], lang: str) -> Marks:
    """Return what findings say, `why` in a language; of a node's findings the best counts.

    ``droppers_score`` and the like: a query's name, then `score`, `why` or an indicator, in the
    units of the case. A finding speaks of its `account`, else of its `owner` (the account where
    the owner is not known), else of its `accounts` and its transfers.
    """
    marks = Marks()
    for findings in found:
        for row in findings.rows:
            properties = _properties(findings.query, row, lang)
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
        graph.write_in_parts(sql_text("graphdb/forget.cypher"), scores=scores, nothing=nothing)
    graph.write(noted(mark, findings=marks.names))
    for name in ("accounts", "owners", "transfers"):
        cypher = sql_text(f"graphdb/mark_{name}.cypher")
        rows = [list(item) for item in getattr(marks, name).items()]
        for start in range(0, len(rows), _BATCH):
            graph.write((cypher, {"rows": rows[start : start + _BATCH]}))


def _properties(query: Query, row: dict[str, Any], lang: str) -> Properties:
    prefix = query.name.replace("-", "_")
    indicators = {f"{prefix}_{name}": _storable(one) for name, one in row["indicators"].items()}
    why = why_found(query, row, lang)
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
