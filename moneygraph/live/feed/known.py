"""All that a feed knows, and what changed since findings were told."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneygraph.live.feed.chains import Chains
from moneygraph.live.feed.exits import CryptoExits
from moneygraph.live.feed.loans import Loans
from moneygraph.live.feed.slots import Changes
from moneygraph.live.feed.state import Account, Owner, Transfer

if TYPE_CHECKING:
    from moneygraph.detect.queries import Query


class Known:
    """The state of a feed; what is to be looked at anew is in the last four."""

    def __init__(self, queries: Mapping[str, Query], keep_us: int, most: int) -> None:
        self.loans = Loans(queries["loan-then-transfer"])
        self.chains = Chains(queries["mule-chains"])
        self.exits = CryptoExits(queries["crypto-exits"])
        self.keep_us, self.most = keep_us, most
        self.accounts: dict[str, Account] = {}
        self.owners: dict[str, Owner] = {}
        self.transfers: dict[int, Transfer] = {}
        self.recent: deque[Transfer] = deque()
        self.told: dict[int, tuple[Transfer, dict[str, Any]]] = {}  # chains by their last payment
        self.position = 0
        self.now = 0
        self.before = -keep_us
        self.notes: dict[str, dict[str, int]] = {}
        self.changes = Changes()
        self.owners_changed: dict[Owner, None] = {}
        self.exits_changed: dict[Account, dict[int, int]] = {}
        self.roots: dict[Transfer, None] = {}

    def note(self, what: str, account: Account) -> None:
        """Keep where an answer may be another than that of a case."""
        of = self.notes.setdefault(what, {})
        of[account.number] = of.get(account.number, 0) + 1

    def count(self, transfer: Transfer, times: int = 1) -> None:
        """Count a transfer, or take it back, and note of whom the sums are others now."""
        is_proof = self.exits.count(transfer, times)
        payer, payee = transfer.payer, transfer.payee
        if payer.buys or payer.is_trader:
            self.exits_changed.setdefault(payer, {})
        if payee.buys or payee.is_trader or payee.kind == "exchange":
            more = self.exits_changed.setdefault(payee, {})
            if is_proof:
                more[transfer.id] = more.get(transfer.id, 0) + times

    def divide(self, owner: Owner) -> None:
        """Divide the loans of an owner into bursts anew."""
        if self.loans.divide(owner):
            self.note("loans", owner.accounts[0])
        self.owners_changed[owner] = None
