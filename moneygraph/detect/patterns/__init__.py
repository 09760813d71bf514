"""Shapes in which accounts that had not met move money: fans, passes, runs, circles.

The loops are compiled; that code is only loaded when shapes are searched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.patterns.found import FoundShapes
    from moneygraph.detect.patterns.payments import Floats
    from moneygraph.store.data import DataFiles

__all__ = ["find_case_shapes", "keep_shapes", "surprises_of_accounts"]


def find_case_shapes(
    con: duckdb.DuckDBPyConnection,
    data: DataFiles,
    *,
    within: int,
    stay: int,
    past: int,
    alike: float,
    alike_through: float,
    fan: int,
) -> FoundShapes:
    """Return all shapes of a case; times are in seconds.

    Each value is described in the head of ``queries/patterns.sql``.
    """
    from moneygraph.detect.patterns.found import options_of, search_case

    return search_case(con, options_of(within, stay, past, alike, alike_through, fan))


def keep_shapes(con: duckdb.DuckDBPyConnection, found: FoundShapes) -> None:
    """Create or replace the temporary tables `shape` and `shape_transfer`."""
    from moneygraph.detect.patterns.found import keep

    keep(con, found)


def surprises_of_accounts(
    con: duckdb.DuckDBPyConnection, window: tuple[int, int] | None = None
) -> dict[str, Floats]:
    """Return, by pattern, how surprising the shapes of each account are; see `read_members`."""
    from moneygraph.detect.patterns.members import read_members

    return read_members(con, window)
