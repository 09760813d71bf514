"""What detection counts: not what was given back, and, where it is asked for, in one currency.

A shop that refunds a purchase is no payer, who gives a victim's money back has not passed it on,
and the victim has received nothing. And a hundred dollars are more than a hundred tenge. So within
`counted` the tables of the case are shadowed by views in which a refund is no transfer, an earlier
payment is one of what nothing has given back, and amounts are of the main currency (see `worth`).
Trails follow all of it as it was paid, by the tables themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb

#: Views that hide a table of the case, each before those that it reads.
_HIDING: Final = ("stolen", "net_hop", "hop_lifo", "proved", "reversal", "transfer", "net_transfer")
_HOPS: Final = """
select table_name from information_schema.tables
where table_catalog = current_database() and table_name = 'hop_lifo'
"""


def gives_back(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether some transfer of a case gives money back."""
    return bool(rows_of(con, "select 1 from reversal limit 1"))


def has_several_currencies(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether amounts of a case can be converted; `worth.make_worth` has been run."""
    return bool(rows_of(con, "select 1 from worth limit 1"))


@contextmanager
def counted(con: duckdb.DuckDBPyConnection, *, converted: bool) -> Iterator[None]:
    """Let the tables hold only what nothing has given back, within the block.

    Those are `transfer`, `reversal`, `proved` and `hop_lifo`, whose hops are then ``net_hop``'s.
    With `converted` the amounts of transfers and hops, of `stolen` and of `low` are minor units of
    the main currency. Results must be fetched within the block. Nothing changes where no transfer
    gives money back and there is one currency, and in a block within another.
    """
    is_net = gives_back(con)  # in a block within another the views of that name are empty
    is_converted = converted and has_several_currencies(con)
    if not (is_net or is_converted):
        yield
        return
    hides_stolen = is_converted and not _is_hidden(con, "stolen")
    try:
        if is_net:
            make_given_back(con)
        _run(con, "net" if is_net else "whole")
        if is_converted:
            _convert(con, is_net=is_net, hides_stolen=hides_stolen)
        yield
    finally:
        import duckdb

        with suppress(duckdb.TransactionException):  # the block failed, and all of it is undone
            _restore(con, is_converted=is_converted, hides_stolen=hides_stolen)


def make_given_back(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table ``given_back`` (id, amount, to_amount, reversed) of transfers.

    How much of a transfer was given back, or gives back: of what was debited and of what was
    credited, in minor units. `reversed`: nothing is left of it.
    """
    _run(con, "given_back")


def _convert(con: duckdb.DuckDBPyConnection, *, is_net: bool, hides_stolen: bool) -> None:
    """Put converted amounts before those that are not; `hop` reads one of two tables."""
    _run(con, "converted")
    if is_net:
        _run(con, "converted_hop", view="net_hop", hops="net_hop")
        _run(con, "converted_hop", view="hop_lifo", hops="net_hop")
    elif rows_of(con, _HOPS):
        _run(con, "converted_hop", view="hop_lifo", hops="hop_lifo")
    if hides_stolen:
        _run(con, "converted_stolen")


def _restore(con: duckdb.DuckDBPyConnection, *, is_converted: bool, hides_stolen: bool) -> None:
    from moneygraph.flow.matching.low import low_sql

    for name in _HIDING:
        if name != "stolen" or hides_stolen:
            con.execute(f"drop view if exists temp.{name}").fetchall()
    if is_converted:
        con.execute("create or replace temp view worth as from known_worth").fetchall()
        con.execute(f"create or replace temp view low as {low_sql()}").fetchall()


def _is_hidden(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Tell whether a view hides a table already, as `learn` does for one half of a case's time."""
    sql = "select 1 from duckdb_views() where temporary and view_name = ?"
    return bool(rows_of(con, sql, name))


def _run(con: duckdb.DuckDBPyConnection, name: str, **names: str) -> None:
    ((catalog,),) = rows_of(con, "select current_database()")
    quoted = str(catalog).replace('"', '""')
    sql = named_sql("detect/counted.sql")[name].replace("case_.", f'"{quoted}".main.')
    for key, value in names.items():
        sql = sql.replace(f"{{{key}}}", value)
    run_sql(con, sql)
