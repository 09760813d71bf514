"""A case that is only read, in which answers can still be worked out.

What answers depend on (hops, features, traders) is kept in the case when it is first made. Where
that cannot be, as the evidence is write-protected or others are reading it, it is made in memory:
a database with the same tables, of which those of the case are views.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.store.catalogue import defined
from moneygraph.store.opening import connect_beside
from moneygraph.store.schema import DERIVED, HOP_RULES, tables
from moneygraph.store.sqltext import run_sql

if TYPE_CHECKING:
    import duckdb

#: What is made of the case, and ``meta``, where that is noted: these are copied.
_KEPT: Final = ("meta", *DERIVED)


def open_overlay(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the case at `path` to read; what is made of it stays in memory.

    Raises what `connect` raises.
    """
    con = connect_beside(path)
    try:
        there = {one.name for one in defined(con, "clear") if one.kind == "table"}
        run_sql(con, tables())
        hops = {f"hop_{rule}" for rule in HOP_RULES}
        for name in sorted(there - hops - set(_KEPT)):
            con.execute(f"drop table {name}").fetchall()
        for name in sorted(there - set(_KEPT)):
            con.execute(f"create view {name} as from clear.{name}").fetchall()
        for name in _KEPT:
            con.execute(f"insert into {name} from clear.{name}").fetchall()
    except BaseException:
        con.close()
        raise
    return con
