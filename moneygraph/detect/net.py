"""Money that was given back counts as never paid, in queries and in features.

A shop that refunds a purchase is no payer, who gives a victim's money back has not passed it on,
and the victim has received nothing. So what detection reads is net of it: within `net_of_refunds`
the tables of the case are shadowed by views in which a refund is no transfer, and an earlier
payment is one of what nothing has given back. Trails follow both, by the tables themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb


def gives_back(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether some transfer of a case gives money back."""
    return bool(rows_of(con, "select 1 from reversal limit 1"))


@contextmanager
def net_of_refunds(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let `transfer` and `hop_lifo` hold only what nothing has given back, within the block.

    The hops are those of the table ``net_hop``. Results must be fetched within the block. Nothing
    changes where no transfer gives money back, and in a block within another.
    """
    if not gives_back(con):  # in a block within another the view of that name is empty
        yield
        return
    make_given_back(con)
    _run(con, "net")
    try:
        yield
    finally:
        import duckdb

        with suppress(duckdb.TransactionException):  # the block failed, and all of it is undone
            _run(con, "whole")


def make_given_back(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table ``given_back`` (id, amount, to_amount, reversed) of transfers.

    How much of a transfer was given back, or gives back: of what was debited and of what was
    credited, in minor units. `reversed`: nothing is left of it.
    """
    _run(con, "given_back")


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    ((catalog,),) = rows_of(con, "select current_database()")
    quoted = str(catalog).replace('"', '""')
    sql = named_sql("detect/net.sql")[name].replace("case_.", f'"{quoted}".main.')
    run_sql(con, sql)
