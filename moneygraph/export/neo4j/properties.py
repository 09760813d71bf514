"""Findings as properties of the accounts, owners and transfers that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from moneygraph.export.neo4j.database import case_properties
from moneygraph.export.neo4j.server import Graph
from moneygraph.export.neo4j.stages import key_number
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.findings import why_found
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    from moneygraph.detect.queries import Findings, Query

_BATCH: Final = 5000
_INT64: Final = 1 << 63

Properties = dict[str, Any]


@dataclass
class NodeProperties:
    """Properties by an account's number, an owner's id and a transfer's id."""

    accounts: dict[str, Properties] = field(default_factory=dict)
    owners: dict[str, Properties] = field(default_factory=dict)
    transfers: dict[int, Properties] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of all properties, sorted."""
        every = (*self.accounts.values(), *self.owners.values(), *self.transfers.values())
        return sorted({name for properties in every for name in properties})


def finding_properties(found: Iterable[Findings], texts: Texts) -> NodeProperties:
    """Return the properties that findings set; of several findings of a node the best counts.

    ``droppers_score`` and the like: a query's name, then `score`, `why` or an indicator, in the
    units of the case; `why` is in the language of `texts`. A finding is about its `account`, else
    its `owner` (the account where the owner is not known), else its `accounts` and its transfers.
    """
    by_node = NodeProperties()
    for findings in found:
        for row in findings.rows:
            properties = _properties(findings.query, row, texts)
            for key, nodes in _nodes_of(row, by_node):
                kept = nodes.setdefault(key, {})
                if properties.keys().isdisjoint(kept):
                    kept.update(properties)
    return by_node


def write_properties(
    graph: Graph, fingerprint: str, by_node: NodeProperties, earlier: list[str]
) -> None:
    """Write the properties in place of those that an `earlier` push wrote."""
    if earlier:
        scores = [name for name in earlier if name.endswith("_score")]
        nothing = dict.fromkeys(earlier)
        graph.write_in_parts(
            sql_text("export/neo4j/remove_findings.cypher"), scores=scores, nothing=nothing
        )
    graph.write(case_properties(fingerprint, findings=by_node.names))
    for name in ("accounts", "owners", "transfers"):
        cypher = sql_text(f"export/neo4j/findings_{name}.cypher")
        rows = [list(item) for item in getattr(by_node, name).items()]
        for start in range(0, len(rows), _BATCH):
            graph.write((cypher, {"rows": rows[start : start + _BATCH]}))


def _properties(query: Query, row: dict[str, Any], texts: Texts) -> Properties:
    prefix = query.name.replace("-", "_")
    indicators = {f"{prefix}_{name}": _storable(one) for name, one in row["indicators"].items()}
    why = why_found(query, row, texts)
    return {f"{prefix}_score": row["score"], f"{prefix}_why": why, **indicators}


def _nodes_of(
    row: dict[str, Any], by_node: NodeProperties
) -> Iterator[tuple[Any, dict[Any, Properties]]]:
    if row.get("account"):
        yield key_number(row["account"]), by_node.accounts
    elif row.get("owner"):
        yield row["owner"], by_node.owners
        yield key_number(row["owner"]), by_node.accounts
    else:
        for number in row.get("accounts") or ():
            yield key_number(number), by_node.accounts
        for transfer in row["transfers"]:
            yield transfer, by_node.transfers


def _storable(value: Any) -> Any:
    """Return a value that the server can keep: numbers, texts and times as they are."""
    if isinstance(value, Decimal):
        value = int(value) if value == int(value) else float(value)
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        return str(value)
    return value if isinstance(value, bool | int | float | str | date) else str(value)
