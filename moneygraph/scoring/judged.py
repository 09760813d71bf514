"""Which things a query's findings speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from moneygraph.errors import CallError
from moneygraph.scoring.things import Thing

if TYPE_CHECKING:
    from moneygraph.finding import Findings, Query

Reader = Callable[[dict[str, Any]], frozenset[Thing]]
#: Columns that name such things, the first there is being taken.
_COLUMNS: Final = {"account": ("account", "accounts"), "owner": ("owner",)}


def is_about(query: Query, of: str) -> bool:
    """Tell whether a query is judged by such labels without being named.

    A query is about what its first column names. Each can be judged by transfers.
    """
    return of == "transfer" or [column.name for column in query.columns[:1]] == [of]


def named_things(found: Findings, of: str) -> list[frozenset[Thing]]:
    """Return the things that each finding names, in the order of the findings.

    Raises `CallError` where the query's rows name no such things.
    """
    read = _reader(found.query, of)
    return [read(row) for row in found.rows]


def _reader(query: Query, of: str) -> Reader:
    if of == "transfer":
        return lambda row: frozenset(row["transfers"])
    types = {column.name: column.type for column in query.columns}
    column = next((name for name in _COLUMNS[of] if name in types), None)
    if column is None:
        raise CallError(
            f"the query {query.name} names no {of}s, so that these labels cannot judge it",
            "Give labels of transfers: every query can be judged by them.",
        )
    if types[column] == "list":
        return lambda row: frozenset(row[column] or ())
    return lambda row: frozenset() if row[column] is None else frozenset((row[column],))
