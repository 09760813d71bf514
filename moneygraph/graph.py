"""A case, or what lies around one account, as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.errors import UnknownStart
from moneygraph.printable import printable
from moneygraph.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb
    import networkx as nx

_ACCOUNT = ("bank", "owner", "name", "kind", "covered_from", "covered_to")
_TRANSFER = ("ts", "amount", "currency", "kind", "own")


def account_graph(
    con: duckdb.DuckDBPyConnection, around: str | None = None, hops: int = 1
) -> nx.MultiDiGraph:
    """Return a MultiDiGraph: nodes are account numbers, edges transfers with their id as key.

    Nodes carry bank, owner, name, kind and covered days; edges ts, amount (in tiyn),
    currency, kind and own. With `around`, only accounts at most `hops` transfers away in
    either direction and the transfers among them; money is not followed through terminals.
    Raises `UnknownStart` when there is no such account.
    """
    import networkx as nx

    chosen = None if around is None else _near(con, around, hops)
    where = "" if chosen is None else "where id in (select unnest($ids))"
    graph = nx.MultiDiGraph()
    values: dict[str, Any] = {} if chosen is None else {"ids": chosen}
    accounts = con.execute(
        f"select number, {', '.join(_ACCOUNT)} from account {where} order by number", values
    ).fetchall()
    graph.add_nodes_from((row[0], dict(zip(_ACCOUNT, row[1:], strict=True))) for row in accounts)
    inside = (
        ""
        if chosen is None
        else "where from_account in (select unnest($ids)) and to_account in (select unnest($ids))"
    )
    columns = ", ".join(f"t.{name}" for name in _TRANSFER)
    transfers = con.execute(
        f"select f.number, g.number, t.id, {columns} from (select * from transfer {inside}) as t"
        " join account as f on f.id = t.from_account join account as g on g.id = t.to_account"
        " order by t.id",
        values,
    ).fetchall()
    graph.add_edges_from(
        (row[0], row[1], row[2], dict(zip(_TRANSFER, row[3:], strict=True))) for row in transfers
    )
    return graph


def _near(con: duckdb.DuckDBPyConnection, around: str, hops: int) -> list[int]:
    start = rows_of(con, "select id from account where number = ?", around.upper())
    if not start:
        raise UnknownStart(
            f"there is no account {printable(around)} in the case", "See `moneygraph status`."
        )
    found = rows_of(
        con,
        """
        with recursive side as (
            select from_account as here, to_account as there from transfer
            union
            select to_account, from_account from transfer),
        near(id, depth) as (
            select ?::integer, 0
            union
            select side.there, near.depth + 1
            from near
            join account as a on a.id = near.id
            join side on side.here = near.id
            where near.depth < ? and (near.depth = 0
                or a.kind not in ('exchange', 'cash', 'merchant', 'loan desk', 'abroad', 'state')))
        select distinct id from near order by id""",
        *(start[0][0], hops),
    )
    return [row[0] for row in found]
