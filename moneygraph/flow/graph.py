"""A case, or the part around one account, as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.store.errors import UnknownStart
from moneygraph.store.message import Message
from moneygraph.store.schema import TERMINALS
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb
    import networkx as nx

_ACCOUNT = ("bank", "owner", "name", "kind", "covered_from", "covered_to")
_TRANSFER = ("ts", "amount", "currency", "kind", "own")


def account_graph(
    con: duckdb.DuckDBPyConnection, around: str | None = None, hops: int = 1
) -> nx.MultiDiGraph:
    """Return a MultiDiGraph: nodes are account numbers, edges transfers with their id as key.

    Nodes have bank, owner, name, kind and covered days; edges have ts, amount (in tiyn),
    currency, kind and own. With `around`, only accounts at most `hops` transfers away in
    either direction and the transfers among them; money is not followed through terminals.
    Raises `UnknownStart` when there is no such account.
    """
    import networkx as nx

    chosen = None if around is None else accounts_near(con, around, hops)
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


def accounts_near(con: duckdb.DuckDBPyConnection, around: str, hops: int) -> list[int]:
    """Return the ids of the accounts at most `hops` transfers away from an account, in order.

    `around` may also be an owner: then from any of the owner's accounts. Money is not followed
    through terminals. Raises `UnknownStart` when there is no such account.
    """
    from moneygraph.flow.trails.names import resolve

    starts = resolve(con, around).accounts
    if not starts:
        raise UnknownStart(
            Message("{around} is a transfer, not an account", around=around),
            Message("Name an account or an owner."),
        )
    values = {"starts": list(starts), "hops": hops, "terminals": list(TERMINALS)}
    return [one for (one,) in con.execute(sql_text("flow/graph_near.sql"), values).fetchall()]
