"""The scammers' orders in time order: which transfer passes on which victim's money.

Also the balances of the accounts that a scam touches, and which of their ordinary transfers
still happen beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from moneygraph.demo.ledger import DAY, EDGE, TRANSFER, Transfers, entries
from moneygraph.demo.manners import MANNER
from moneygraph.demo.world import Ints, World


class Wallets:
    """Balances over time from ordinary life alone."""

    def __init__(self, life: Transfers, opening: Ints) -> None:
        self.opening = opening
        self._account, self._time, self._delta = entries(life)

    def balance(self, account: int, before: int) -> int:
        """Return what the account holds (tiyn) just before this second."""
        first, last = np.searchsorted(self._account, [account, account + 1])
        end = first + int(np.searchsorted(self._time[first:last], before))
        return int(self.opening[account] + self._delta[first:end].sum())


@dataclass(frozen=True)
class Pause:
    """From second `first` to `last` an account makes no ordinary transfers.

    With `debits` only its debits pause: a victim still receives wages.
    """

    first: int
    last: int
    debits: bool = False


def apart(life: Transfers, touched: Ints) -> Transfers:
    """Return ordinary transfers without those from one touched account to another."""
    both = np.isin(life["from_account"], touched) & np.isin(life["to_account"], touched)
    return life[~both]


def still_possible(
    life: Transfers, scam: Transfers, opening: Ints, pauses: dict[int, Pause]
) -> NDArray[np.bool_]:
    """Return which ordinary transfers still happen beside the scam (a boolean for each).

    Those within an account's pause do not, nor those it no longer has the money for.
    """
    kept = np.ones(life.size, dtype=np.bool_)
    accounts = np.array(sorted(pauses), dtype=np.int64)
    touching = np.isin(life["from_account"], accounts) | np.isin(life["to_account"], accounts)
    events: dict[int, list[tuple[int, bool, int, int]]] = defaultdict(list)
    for index in np.flatnonzero(touching):
        _enter(events, life[index], int(index))
    for transfer in scam:
        _enter(events, transfer, -1)
    for account in accounts:
        _replay(sorted(events[int(account)]), int(opening[account]), pauses[int(account)], kept)
    return kept


def _enter(
    events: dict[int, list[tuple[int, bool, int, int]]], transfer: np.void, index: int
) -> None:
    amount = int(transfer["amount"])
    events[int(transfer["from_account"])].append((int(transfer["ts"]), True, -amount, index))
    events[int(transfer["to_account"])].append((int(transfer["credit_ts"]), False, amount, index))


def _replay(
    events: list[tuple[int, bool, int, int]],
    balance: int,
    pause: Pause,
    kept: NDArray[np.bool_],
) -> None:
    for time, debit, delta, index in events:
        ordinary = index >= 0
        resting = pause.first <= time <= pause.last and (debit or not pause.debits)
        if ordinary and (resting or balance + min(delta, 0) < 0 or not kept[index]):
            kept[index] = False
            continue
        balance += delta


@dataclass(frozen=True)
class Parcel:
    """A part of one victim's money (tiyn), on its way.

    `theft` is the index of the order by which it left the victim.
    """

    victim: int
    theft: int
    amount: int


@dataclass(frozen=True)
class Order:
    """One transfer of the scam; `parcels` is empty while the money is not stolen yet."""

    ts: int
    credit_ts: int
    from_account: int
    to_account: int
    amount: int
    manner: str
    parcels: tuple[Parcel, ...]

    def steals(self, index: int) -> bool:
        """Return whether this order, at this index, is the one by which money left a victim."""
        return any(parcel.theft == index for parcel in self.parcels)


@dataclass
class Run:
    """Executes orders in time order and records where each victim's money ends.

    `ends` is by index of the victim, `theft_ends` by index of the theft's order.
    """

    world: World
    wallets: Wallets
    orders: list[Order] = field(default_factory=list)
    ends: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    theft_ends: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    pauses: dict[int, Pause] = field(default_factory=dict)
    _queue: list[tuple[int, int, Callable[[int], None]]] = field(default_factory=list)
    _count: int = 0

    @property
    def over(self) -> int:
        """The second after which nothing more happens in the period."""
        return self.world.days * DAY - EDGE

    def at(self, ts: int, do: Callable[[int], None]) -> None:
        """Schedule `do` to be called with `ts`, in time order."""
        self._count += 1
        heappush(self._queue, (ts, self._count, do))

    def play(self) -> None:
        """Call what is scheduled, in time order, until nothing is left."""
        while self._queue:
            ts, _, do = heappop(self._queue)
            do(ts)

    def pay(
        self,
        ts: int,
        accounts: tuple[int, int],
        amount: int,
        manner: str,
        parcels: tuple[Parcel, ...] = (),
    ) -> int:
        """Order a transfer from the first account to the second; returns when it arrives."""
        payer, payee = (self.world.accounts[index] for index in accounts)
        lag = 0 if payer.bank == payee.bank else int(self.world.rng.integers(2, 45))
        self.orders.append(Order(ts, ts + lag, *accounts, amount, manner, parcels))
        return ts + lag

    def end(self, parcels: tuple[Parcel, ...], end: str, account: int) -> None:
        """Record that these parcels ended on this account."""
        for parcel in parcels:
            self.ends[parcel.victim, end, account] += parcel.amount
            self.theft_ends[parcel.theft, end, account] += parcel.amount

    def transfers(self) -> Transfers:
        """Return all orders as transfers, each with its index in `orders`."""
        found = np.zeros(len(self.orders), dtype=TRANSFER)
        for index, order in enumerate(self.orders):
            found[index] = (
                order.ts,
                order.credit_ts,
                order.from_account,
                order.to_account,
                order.amount,
                MANNER[order.manner],
                int(self.world.rng.integers(1_000, 10_000_000)),
                index,
            )
        return found


def draw(waiting: deque[Parcel], amount: int) -> tuple[Parcel, ...]:
    """Take parcels worth `amount` off the front, splitting the last one if need be."""
    taken = []
    while amount and waiting:
        parcel = waiting.popleft()
        part = min(parcel.amount, amount)
        taken.append(replace(parcel, amount=part))
        amount -= part
        if part < parcel.amount:
            waiting.appendleft(replace(parcel, amount=parcel.amount - part))
    return tuple(taken)


def total(parcels: tuple[Parcel, ...] | deque[Parcel]) -> int:
    """Return the sum of parcels (tiyn)."""
    return sum(parcel.amount for parcel in parcels)
