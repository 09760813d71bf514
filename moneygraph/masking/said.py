"""What a user names a thing by, in a case that may be masked: as it is called, or as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from moneygraph.errors import CallError
from moneygraph.printable import printable
from moneygraph.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb


def is_masked(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether this is a masked case."""
    return bool(rows_of(con, "select 1 from meta where key = 'masked'"))


def said_names(
    con: duckdb.DuckDBPyConnection, what: Literal["number", "owner", "complaint"], said: str
) -> list[str]:
    """Return what may stand in the case for what was said; in a masked one, a pseudonym too."""
    if not is_masked(con):
        return [said]
    return [said, rows_of(con, f"select masked_{what}(?)", said)[0][0]]


def said_all(con: duckdb.DuckDBPyConnection, what: str, said: list[str]) -> list[str]:
    """Return the pseudonyms of many names (number, owner or complaint); none without a mask."""
    if not is_masked(con):
        return []
    sql = f"select masked_{what}(said) from (select unnest($1::varchar[]) as said)"
    return [name for (name,) in rows_of(con, sql, said)]


def said_file(con: duckdb.DuckDBPyConnection, said: str) -> str:
    """Return the name of an export, with its sheet if that was said, as the case calls it.

    Raises `CallError` in a masked case where it could be any of several, whose names are
    not to be told.
    """
    if not is_masked(con):
        return said
    found = rows_of(con, sql_text("masking/said_file.sql"), said)
    if len(found) > 1:
        raise CallError(
            f"'{printable(said)}' could be any of {len(found)} exports",
            "Name it with its folder, or as `moneygraph status --mask` calls it.",
        )
    return str(found[0][0]) if found else said
