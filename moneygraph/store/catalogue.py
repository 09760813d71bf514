"""Whether a case file holds what moneygraph makes and nothing else.

A case can come from anybody, and a database runs SQL of its own when it is read: a view under a
table's name, a macro under a function's, a trigger, a default. So before anything else is asked of
a case, all that it defines is compared with the schema. What is called here is named in full, as a
macro in the case could have the same name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

import duckdb

from moneygraph.store.schema import HOP_COLUMNS, HOP_RULES, tables
from moneygraph.store.sqltext import run_sql

#: Kind, the function that lists it, the columns of its name and of its definition.
_LISTS: Final = (
    ("table", "tables", "table_name", "sql"),
    ("view", "views", "view_name", "sql"),
    ("macro", "functions", "function_name", "macro_definition"),
    ("trigger", "triggers", "trigger_name", "sql"),
    ("index", "indexes", "index_name", "sql"),
    ("sequence", "sequences", "sequence_name", "sql"),
    ("type", "types", "type_name", "labels"),
    ("schema", "schemas", "schema_name", "sql"),
)
#: Lists without a column that tells what DuckDB itself made: in a case it makes none of these.
_WITHOUT_INTERNAL: Final = ("triggers", "indexes", "sequences")
#: The SHA-256 of the listing of our schema, as this version of DuckDB writes it, saves making it
#: for each call; another version makes it. A test compares: see `known_digest`.
_KNOWN: Final = {"2.0.1": "416cc02f983073fb8ce09ee1e33c9d1c753e0d82baa7365e7664b470021bc307"}


class Defined(NamedTuple):
    """One thing that a database defines: its kind, its name and the SQL of it."""

    kind: str
    name: str
    sql: str


def foreign_among(found: list[Defined]) -> Defined | None:
    """Return what is defined and not in a case, or otherwise, or lacking; None where it is a case.

    The tables of hops may be there or not.
    """
    rest = [one for one in found if not (one.kind == "table" and one.name in _hop_tables())]
    if len(rest) == len(found) and _digest(rest) == _KNOWN.get(duckdb.__version__):
        return None
    ours = _ours()
    others = set(found) - ours - set(_made(_hop_sql()))
    names = {(one.kind, one.name) for one in found}
    lacking = [one for one in ours if (one.kind, one.name) not in names]
    return min([*others, *lacking], default=None)


def defined(con: duckdb.DuckDBPyConnection, database: str) -> list[Defined]:
    """Return all that a database defines beside what DuckDB puts into every one."""
    found = []
    for kind, source, name, sql in _LISTS:
        query = (
            f"select schema_name, {name}, {sql} from system.main.duckdb_{source}()"
            " where database_name = $1"
        )
        if source not in _WITHOUT_INTERNAL:
            query += " and not internal"
        for schema, one, text in con.execute(query, [database]).fetchall():
            shown = one if schema in ("main", one) else f"{schema}.{one}"
            found.append(Defined(kind, str(shown), str(text)))
    return sorted(found)


def known_digest() -> str:
    """Return the digest that `_KNOWN` must have for the version of DuckDB that runs."""
    return _digest(_ours())


def _digest(found: Iterable[Defined]) -> str:
    return hashlib.sha256(repr(sorted(map(tuple, found))).encode()).hexdigest()


@cache
def _ours() -> frozenset[Defined]:
    return frozenset(_made(tables()))


def _made(sql: str) -> list[Defined]:
    """Return what SQL of ours defines, as DuckDB lists it."""
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        run_sql(con, sql)
        return defined(con, "memory")


def _hop_tables() -> tuple[str, ...]:
    return tuple(f"hop_{rule}" for rule in HOP_RULES)


def _hop_sql() -> str:
    return "".join(f"create table {name} ({HOP_COLUMNS});" for name in _hop_tables())
