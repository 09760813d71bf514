"""Shapes in which accounts that had not met move money: fans, passes, runs, circles.

The loops are compiled; that code is only loaded when shapes are looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

__all__ = ["fill_shapes"]


def fill_shapes(
    con: duckdb.DuckDBPyConnection,
    *,
    within: int,
    stay: int,
    past: int,
    alike: float,
    alike_through: float,
    fan: int,
) -> None:
    """Fill the temporary tables `shape` and `shape_transfer`; times are in seconds.

    What each value means stands in the head of ``queries/patterns.sql``.
    """
    from moneygraph.patterns.found import Asked
    from moneygraph.patterns.table import fill

    second = 1_000_000
    times = (max(1, within * second), max(1, stay * second), past * second)
    fill(con, Asked(*times, alike, alike_through, fan))
