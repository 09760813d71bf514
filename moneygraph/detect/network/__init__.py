"""Victims, droppers, sellers and traders judged together, by what passed between them.

Each is judged alone by the points of `droppers` and `victims`; what stands between two of them, a
payment, money passed on, a phone, an owner, is a factor (``tables/relations.toml``), and a few
rounds of messages along these tell each what the others are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles

__all__ = ["judge_network", "keep_network"]


def judge_network(
    con: duckdb.DuckDBPyConnection, data: DataFiles, **values: int | float
) -> dict[str, Any]:
    """Return a row for each account and owner that is judged, as columns; see `judged.judge`.

    The tables ``weighed_droppers`` and ``weighed_victims`` must be there. Each value is described
    in the head of ``queries/network.sql``.
    """
    from moneygraph.detect.network.case import judge_case

    return judge_case(con, data, values)


def keep_network(con: duckdb.DuckDBPyConnection, judged: dict[str, Any]) -> None:
    """Create or replace the temporary table `judged`."""
    from moneygraph.detect.network.case import keep

    keep(con, judged)
