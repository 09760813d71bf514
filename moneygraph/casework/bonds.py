"""What complaints have in common: accounts, phones and devices of these, exits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.casework.followed import Followed, reached
from moneygraph.store.sqltext import rows_of, run_file, sql_text

if TYPE_CHECKING:
    import duckdb

#: The least part of a complaint's money that counts: of its loss, and in tiyn of tenge.
LEAST_PERCENT: Final = 5
LEAST_AMOUNT: Final = 2_000_000
#: An account that more accounts pay than this is no bond: everybody pays it.
PAYERS_MOST: Final = 500

#: account, what, value
_Key = tuple[str | None, str | None, str | None]


@dataclass(frozen=True)
class Bond:
    """An account, phone or device that complaints have in common.

    ``kind`` is "dropper" (an ``account`` their money went through), "link" (the ``value`` of a
    phone or device, which ``what`` names, of such accounts) or "exit" (an ``account`` abroad that
    nobody else pays). ``amount`` is how much of their money went there, in minor units.
    """

    kind: str
    account: str | None
    what: str | None
    value: str | None
    complaints: tuple[str, ...]
    amount: int


@dataclass(frozen=True)
class Bonds:
    """All bonds by kind, the accounts of each complaint, and how many shared values were cut."""

    droppers: list[Bond]
    links: list[Bond]
    exits: list[Bond]
    accounts: dict[str, list[str]]
    cut: int


def find_bonds(con: duckdb.DuckDBPyConnection, followed: Followed, link_most: int) -> Bonds:
    """Return the bonds of complaints; values of more than ``link_most`` accounts are cut."""
    _make_through(con, followed)
    victims = followed.starts.victims
    droppers = rows_of(con, sql_text("casework/dropper_bonds.sql"))
    links = con.execute(sql_text("casework/link_bonds.sql"), {"link_most": link_most}).fetchall()
    exits = rows_of(con, sql_text("casework/exit_bonds.sql"))
    accounts: dict[str, list[str]] = {number: [] for number in victims}
    for number, victim in rows_of(
        con, "select number, victim from through where not is_exit order by number, victim"
    ):
        accounts[victims[victim]].append(number)
    ((cut,),) = rows_of(con, "select count(*) from shared where accounts > $1", link_most)
    return Bonds(
        droppers=_bonds("dropper", victims, [(one, None, None, *rest) for one, *rest in droppers]),
        links=_bonds("link", victims, [(None, *row) for row in links]),
        exits=_bonds("exit", victims, [(one, None, None, *rest) for one, *rest in exits]),
        accounts=accounts,
        cut=cut,
    )


def claimed_amounts(followed: Followed) -> dict[str, int]:
    """Return how much the matched transfers of each complaint moved, in minor units."""
    starts = followed.starts
    sums = np.zeros(len(starts.victims), np.int64)
    np.add.at(sums, starts.victim, starts.ranges.hi - starts.ranges.lo)
    return dict(zip(starts.victims, sums.tolist(), strict=True))


def _make_through(con: duckdb.DuckDBPyConnection, followed: Followed) -> None:
    claimed = np.array(list(claimed_amounts(followed).values()), np.int64)
    con.register("reached", reached(con, followed))
    con.register("claimed", {"victim": np.arange(len(claimed)), "amount": claimed})
    limits = {
        "least_percent": LEAST_PERCENT,
        "least_amount": LEAST_AMOUNT if followed.trace.currency == "KZT" else 0,
        "payers_most": PAYERS_MOST,
    }
    try:
        run_file(con, "casework/through.sql", **limits)
    finally:
        con.unregister("reached")
        con.unregister("claimed")


def _bonds(kind: str, victims: Sequence[str], rows: list[tuple[Any, ...]]) -> list[Bond]:
    """Make a bond of the rows (account, what, value, victim, amount) that have these in common."""
    shares: dict[_Key, list[tuple[str, int]]] = {}
    for account, what, value, victim, amount in rows:
        shares.setdefault((account, what, value), []).append((victims[victim], amount))
    bonds = []
    for (account, what, value), parts in shares.items():
        complaints, amounts = zip(*parts, strict=True)
        bonds.append(Bond(kind, account, what, value, complaints, sum(amounts)))
    return bonds
