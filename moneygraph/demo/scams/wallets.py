"""What stands on the accounts that a scam touches, and what of their life it leaves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moneygraph.demo.ledger import Transfers, entries
from moneygraph.demo.world import Ints


class Wallets:
    """Balances over time as ordinary life makes them."""

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
    """From second `first` to `last` an account is not its owner's: no life of its own.

    A victim still gets its wages: then only `debits` rest.
    """

    first: int
    last: int
    debits: bool = False


def apart(life: Transfers, touched: Ints) -> Transfers:
    """Return the life without transfers from one touched account to another."""
    both = np.isin(life["from_account"], touched) & np.isin(life["to_account"], touched)
    return life[~both]


def still_possible(
    life: Transfers, scam: Transfers, opening: Ints, pauses: dict[int, Pause]
) -> NDArray[np.bool_]:
    """Return which transfers of the life still happen after the scam.

    Those within an account's pause do not, nor payments it no longer has the money for.
    """
    kept = np.ones(life.size, dtype=np.bool_)
    accounts = np.array(sorted(pauses), dtype=np.int64)
    touching = np.isin(life["from_account"], accounts) | np.isin(life["to_account"], accounts)
    events: dict[int, list[tuple[int, bool, int, int]]] = defaultdict(list)
    for place in np.flatnonzero(touching):
        _enter(events, life[place], int(place))
    for transfer in scam:
        _enter(events, transfer, -1)
    for account in accounts:
        _replay(sorted(events[int(account)]), int(opening[account]), pauses[int(account)], kept)
    return kept


def _enter(
    events: dict[int, list[tuple[int, bool, int, int]]], transfer: np.void, place: int
) -> None:
    amount = int(transfer["amount"])
    events[int(transfer["from_account"])].append((int(transfer["ts"]), True, -amount, place))
    events[int(transfer["to_account"])].append((int(transfer["credit_ts"]), False, amount, place))


def _replay(
    events: list[tuple[int, bool, int, int]],
    balance: int,
    pause: Pause,
    kept: NDArray[np.bool_],
) -> None:
    for time, debit, delta, place in events:
        ordinary = place >= 0
        resting = pause.first <= time <= pause.last and (debit or not pause.debits)
        if ordinary and (resting or balance + min(delta, 0) < 0 or not kept[place]):
            kept[place] = False
            continue
        balance += delta
