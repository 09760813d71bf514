"""Traces under rules that are carried through time instead of walking over hops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.trails.starts import Starts
from moneygraph.trails.telling import tell_ends, touching
from moneygraph.trails.trail import End, Trace

if TYPE_CHECKING:
    import duckdb

    from moneygraph.carrying import Carried, Claims, Money

#: How many transfers a carried trace describes; of the others it gives the amounts alone.
LARGEST: Final = 500

_STANDS: Final = """
create or replace temp view stands as
select account, 'transfer' as kind, victim, share as amount, depth as hops,
    make_timestamp(first_us) as first_ts, make_timestamp(last_us) as last_ts
from carried_share
"""


def claims_of(begun: Starts) -> Claims:
    """Return what starts, as claims to carry."""
    from moneygraph.carrying import Claims

    return Claims(begun.ranges.transfer, begun.ranges.hi, begun.victim)


def follow_carried(con: duckdb.DuckDBPyConnection, money: Money, rule: str, begun: Starts) -> Trace:
    """Follow what starts under a carried rule through all money of a case."""
    from moneygraph.carrying import carry, carry_bound

    claims = claims_of(begun)
    if rule == "poison":
        carried = carry_bound(money, claims)
        victims: tuple[str, ...] = ()
    else:
        carried = carry(money, rule, claims, max(1, len(begun.victims)))
        victims = begun.victims
    largest = np.argsort(-carried.through, kind="stable")[:LARGEST]
    ids = carried.transfer[largest].astype(np.int64)
    with touching(con, ids, carried.through[largest]) as transfers:
        pass
    claimed = dict(zip(claims.transfer.tolist(), claims.amount.tolist(), strict=True))
    return Trace(
        rule=rule,
        back=False,
        traced=sum(claimed.values()) - int(carried.again.sum()),
        currency=begun.currency,
        ends=stands_as_ends(con, carried, victims),
        hops=[],
        transfers=transfers,
        starts=claimed,
        returned=int(carried.again.sum()),
        tied=0,
        through=dict(zip(carried.transfer.tolist(), carried.through.tolist(), strict=True)),
    )


def stands_as_ends(
    con: duckdb.DuckDBPyConnection, carried: Carried, victims: tuple[str, ...] = ()
) -> list[End]:
    """Return where carried money stands, as `telling.tell_ends`."""
    columns = ("account", "victim", "share", "depth", "first_us", "last_us")
    con.register("carried_share", {name: getattr(carried, name) for name in columns})
    try:
        con.execute(_STANDS).fetchall()
        return tell_ends(con, victims, back=False)
    finally:
        con.execute("drop view if exists temp.stands").fetchall()
        con.unregister("carried_share")
