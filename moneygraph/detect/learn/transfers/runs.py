"""How far most of a transfer's money came and went by quick hops, and whether in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

#: Money is followed over no more quick hops than this, each way.
MOST_HOPS: Final = 8
_SQL: Final = "detect/learn/transfers/measured.sql"


def runs_of_transfers(con: duckdb.DuckDBPyConnection) -> dict[str, NDArray[np.generic]]:
    """Return columns for the transfers of ``moved``: see ``run_after`` in the table of features.

    Of each transfer only the one that took most of its money is followed, so that the work is
    linear.
    """
    read = con.execute("select id, from_account, to_account from moved order by id").fetchnumpy()
    ids, payer, payee = read["id"], read["from_account"], read["to_account"]
    after, circle = _walk(_linked(con, "following", ids), payee, payer)
    before, closes = _walk(_linked(con, "preceding", ids), payer, payee)
    return {
        "id": ids,
        "run_after": after,
        "circle": circle,
        "run_before": before,
        "closes_circle": closes,
    }


def _linked(
    con: duckdb.DuckDBPyConnection, name: str, ids: NDArray[np.generic]
) -> NDArray[np.int64]:
    """Return the place of the transfer that each goes on by, or came by; -1 where there is none."""
    read = con.execute(named_sql(_SQL)[name]).fetchnumpy()
    linked = np.full(len(ids), -1, np.int64)
    linked[np.searchsorted(ids, read["one"])] = np.searchsorted(ids, read["other"])
    return linked


def _walk(
    linked: NDArray[np.int64], reached: NDArray[np.generic], start: NDArray[np.generic]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return over how many hops each goes on, and after how many it is where it started.

    `reached` is the account that a transfer of the walk gets to, `start` where the first began.
    """
    steps = np.zeros(len(linked), np.int64)
    back = np.full(len(linked), np.nan)
    there = linked.copy()
    for hop in range(1, MOST_HOPS + 1):
        alive = np.flatnonzero(there >= 0)
        steps[alive] += 1
        at_start = alive[reached[there[alive]] == start[alive]]
        back[at_start] = np.fmin(back[at_start], hop)
        there[alive] = linked[there[alive]]
    return steps, back
