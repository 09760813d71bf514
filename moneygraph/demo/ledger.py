"""All transfers of the region in one array, and the balances that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from moneygraph.demo.manners import MANNER

if TYPE_CHECKING:
    from moneygraph.demo.world import Ints, World

DAY = 86_400
#: Nothing happens this many seconds before and after the period, for the banks' clocks.
EDGE = 600
#: Seconds from the region's first midnight; amounts in tiyn; accounts and manners by index.
#: `order` is the index of a scammers' order, -1 for all else.
TRANSFER = np.dtype(
    [
        ("ts", np.int64),
        ("credit_ts", np.int64),
        ("from_account", np.int64),
        ("to_account", np.int64),
        ("amount", np.int64),
        ("manner", np.int64),
        ("note", np.int64),
        ("order", np.int64),
    ]
)
Transfers = NDArray[np.void]


class Ledger:
    """Collects transfers; between banks one arrives within a minute, inside a bank at once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._parts: list[Transfers] = []

    def add(
        self,
        manner: str | ArrayLike,
        ts: ArrayLike,
        from_account: ArrayLike,
        to_account: ArrayLike,
        amount: ArrayLike,
    ) -> Transfers:
        """Add a transfer for each element of the arrays; returns those added.

        Those before or after the period, without money or to the same account are left out.
        """
        index = MANNER[manner] if isinstance(manner, str) else manner
        columns = np.broadcast_arrays(ts, from_account, to_account, amount, index)
        part = np.zeros(columns[0].size, dtype=TRANSFER)
        for name, column in zip(
            ("ts", "from_account", "to_account", "amount", "manner"), columns, strict=True
        ):
            part[name] = column.ravel()
        part["order"] = -1
        end = self._world.days * DAY - EDGE
        real = (part["ts"] >= EDGE) & (part["ts"] < end) & (part["amount"] > 0)
        kept: Transfers = part[real & (part["from_account"] != part["to_account"])]
        kept["credit_ts"] = kept["ts"] + self._lags(kept["from_account"], kept["to_account"])
        kept["note"] = self._world.rng.integers(1_000, 10_000_000, kept.size)
        self._parts.append(kept)
        return kept

    def _lags(self, from_account: Ints, to_account: Ints) -> Ints:
        banks = self._world.bank_of()
        lag = self._world.rng.integers(2, 45, from_account.size)
        return np.where(banks[from_account] == banks[to_account], 0, lag)

    def transfers(self) -> Transfers:
        """Return all transfers so far, in time order, as one array."""
        parts = self._parts or [np.zeros(0, dtype=TRANSFER)]
        return in_order(np.concatenate(parts))


def in_order(transfers: Transfers) -> Transfers:
    """Return the transfers in an order that depends on nothing but themselves."""
    ordered: Transfers = np.take(transfers, order_of(transfers))
    return ordered


def order_of(transfers: Transfers) -> Ints:
    """Return the indices that put transfers in order."""
    names = ("order", "note", "amount", "to_account", "from_account", "ts")
    order: Ints = np.lexsort([transfers[name] for name in names])
    return order


def entries(transfers: Transfers) -> tuple[Ints, Ints, Ints]:
    """Return (account, time, signed tiyn) of each debit and credit.

    They are sorted by account and its own time, t_in <= t_out within a tie.
    """
    account = np.concatenate([transfers["from_account"], transfers["to_account"]])
    time = np.concatenate([transfers["ts"], transfers["credit_ts"]])
    delta = np.concatenate([-transfers["amount"], transfers["amount"]])
    order = np.lexsort([delta < 0, time, account])
    return account[order], time[order], delta[order]


def lowest(transfers: Transfers, accounts: int) -> Ints:
    """Return for each account the lowest its balance gets, from 0 at the start (tiyn)."""
    account, _, delta = entries(transfers)
    low = np.zeros(accounts, dtype=np.int64)
    if not account.size:
        return low
    running = np.cumsum(delta)
    first = np.flatnonzero(np.diff(account, prepend=-1))
    before = np.repeat(running[first] - delta[first], np.diff(first, append=account.size))
    lows: Any = np.minimum.reduceat(running - before, first)
    low[account[first]] = np.minimum(lows, 0)
    return low


def openings(transfers: Transfers, world: World) -> Ints:
    """Return opening balances (tiyn) with which no account goes below its `spare`."""
    spare = np.array([account.spare for account in world.accounts], dtype=np.int64)
    return spare - lowest(transfers, len(world.accounts))
