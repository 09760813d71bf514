"""Rings: droppers who work together, told by stolen money and by what they share.

Two accounts are tied where one passed stolen money to the other, where one payer's stolen money
went to both, and where they share a phone, a device or an owner. A ring is all that is tied,
directly or through others; one account alone is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb

#: The query whose findings form rings.
RINGED: Final = "droppers"
#: Accounts below this score are candidates, and no members.
LEAST_SCORE: Final = 0.5
#: A phone that more accounts share is that of a family firm or a call centre.
_LINK_MOST: Final = 20


@dataclass(frozen=True)
class Ring:
    """Accounts that belong together, the highest score first.

    `amounts` are minor units of stolen money that came from outside, by currency, from so many
    `payers`; `sharing` is how many of the accounts share a phone or device with another of them.
    """

    accounts: tuple[str, ...]
    people: int
    amounts: Mapping[str, int]
    payers: int
    first_ts: datetime | None
    last_ts: datetime | None
    sharing: int


def find_rings(con: duckdb.DuckDBPyConnection, rows: Sequence[Mapping[str, Any]]) -> list[Ring]:
    """Return the rings among findings of droppers: what took most stolen money comes first.

    The stolen money must be traced (`detect.derived.ensure_findings`).
    """
    sql = named_sql("detect/rings.sql")
    scores = {row["account"]: row["score"] for row in rows if row["score"] >= LEAST_SCORE}
    accounts = sorted(scores, key=lambda one: (-scores[one], one))
    ties = con.execute(sql["ties"], {"accounts": accounts, "link_most": _LINK_MOST}).fetchall()
    groups = _groups(accounts, ties)
    places = list(range(len(groups)))
    con.execute(sql["members"], {"rings": groups, "places": places}).fetchall()
    amounts: dict[int, dict[str, int]] = defaultdict(dict)
    for place, currency, amount in con.execute(sql["amounts"]).fetchall():
        amounts[place][currency] = int(amount)
    found = [
        Ring(tuple(groups[place]), people, amounts[place], payers, first, last, sharing)
        for place, people, payers, first, last, sharing in con.execute(sql["sums"]).fetchall()
    ]
    return sorted(found, key=lambda one: (-max(one.amounts.values(), default=0), one.accounts))


def _groups(accounts: Sequence[str], ties: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the accounts that are tied to others, by group, in their order."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(ties)
    group_of = {
        account: number
        for number, group in enumerate(nx.connected_components(graph))
        for account in group
    }
    groups: dict[int, list[str]] = defaultdict(list)
    for account in accounts:
        if account in group_of:
            groups[group_of[account]].append(account)
    return [group for group in groups.values() if len(group) > 1]
