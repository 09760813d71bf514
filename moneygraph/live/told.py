"""Which findings were told already, kept in the case.

A finding is told once. It is what its query names it by: an account, an owner, or where a query has
neither column all its texts, lists and times. What is kept is a hash of that, in ``meta``, which no
output and no export writes, and which lives and dies with the case. Before findings are told they
are kept as being told, and as told when their lines are written: of those that a process was
killed in between, nobody knows whether they were read, so they are told once more, as such.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from moneygraph.store.file import transaction
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries import Findings, Query

_PREFIX: Final = "told "
_TELLING, _TOLD = "telling", "told"


@dataclass(frozen=True)
class New:
    """A finding that was not told: alone among its query's. `again`: it may have been told."""

    name: str
    findings: Findings
    again: bool


#: The columns that name a finding alone, where a query has one.
_NAMES: Final = ("account", "owner")
#: The types of the columns that name it together, where it has none.
_TELL_APART: Final = ("text", "list", "time")


def name_of(query: Query, row: Mapping[str, Any]) -> str:
    """Return what tells a finding from every other one of the case, as a hash."""
    columns: list[str] = [column.name for column in query.columns]
    named: list[str] = [str(name) for name in _NAMES if name in columns][:1]
    named += [one.name for one in query.columns if one.type in _TELL_APART] if not named else []
    if "how" in columns and "how" not in named:  # two kinds of rows may be about one account
        named.append("how")
    values = [query.name, *(row[name] for name in named or columns)]
    text = json.dumps(values, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def states_of(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return of each finding that was told, or was being told, by its name which of the two."""
    rows = rows_of(con, "select key, value from meta where starts_with(key, ?)", _PREFIX)
    return {key.removeprefix(_PREFIX): value for key, value in rows}


def not_told(found: Iterable[Findings], states: Mapping[str, str]) -> list[New]:
    """Return the findings that were not told, in their order, each once."""
    new: dict[str, New] = {}
    for findings in found:
        for row in findings.rows:
            name = name_of(findings.query, row)
            if states.get(name) != _TOLD and name not in new:
                new[name] = New(name, replace(findings, rows=[row], rings=()), name in states)
    return list(new.values())


def keep_telling(con: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Keep that findings are being told."""
    _keep(con, names, _TELLING)


def keep_told(con: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Keep that findings were told."""
    _keep(con, names, _TOLD)


def _keep(con: duckdb.DuckDBPyConnection, names: Iterable[str], state: str) -> None:
    rows = [(_PREFIX + name, state) for name in names]
    if rows:
        with transaction(con):
            con.executemany("insert or replace into meta values (?, ?)", rows).fetchall()
