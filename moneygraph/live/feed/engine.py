"""Takes transfers one after the other, and tells which findings are others now.

After each call of `settle` the findings that stand are those that `find` gives on a case of exactly
the transfers that were taken, as far back as they are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from moneygraph.live.feed import slots
from moneygraph.live.feed.known import Known
from moneygraph.live.feed.loans import MOVED_KINDS
from moneygraph.live.feed.refunds import give_back
from moneygraph.live.feed.settling import Change, settle
from moneygraph.live.feed.state import (
    BITS,
    NONE,
    Account,
    Owner,
    Slot,
    Transfer,
)
from moneygraph.live.feed.times import DAY

#: Thresholds are in tenge; money in another currency counts beside them as it is.
_TENGE: Final = "KZT"


class Taken(NamedTuple):
    """A transfer as it is taken; `gives_back` names earlier ones with the amount of each."""

    ts: int
    credit_ts: int
    payer: str
    payee: str
    amount: int
    currency: str
    to_amount: int
    to_currency: str
    kind: str
    day_only: bool
    credit_day_only: bool
    own: bool | None
    gives_back: tuple[tuple[int, int], ...]


class Engine(Known):
    """What changes the state; see the module."""

    def declare(
        self, number: str, kind: str, owner: str | None, bank: str | None, name: str | None,
        *, covered: bool,
    ) -> None:  # fmt: skip
        """Take what is known of an account before its first transfer."""
        key = owner or number
        behind = self.owners.get(key)
        if behind is None:
            behind = self.owners[key] = Owner(key)
        account = Account(number, kind, behind, owner, bank, name, covered=covered)
        for one in behind.accounts:
            one.may_take, one.may_borrow = behind.takes, behind.borrows
        self.accounts[number] = account

    def take(self, one: Taken) -> None:  # noqa: C901 - a call for each step would take as long
        """Take one transfer; `settle` gives what it changed."""
        (ts, credit_ts, payer_number, payee_number, amount, currency, to_amount, to_currency,
         kind, day_only, credit_day_only, own, gives_back) = one  # fmt: skip
        number = self.position = self.position + 1
        accounts = self.accounts
        if payer_number not in accounts:
            self._unknown(payer_number)
        if payee_number not in accounts:
            self._unknown(payee_number)
        payer, payee = accounts[payer_number], accounts[payee_number]
        if own is None:
            own = payer.owner_id is not None and payer.owner_id == payee.owner_id
        transfer = Transfer()
        transfer.id, transfer.ts, transfer.credit_ts = number, ts, credit_ts
        transfer.payer, transfer.payee, transfer.own = payer, payee, own
        transfer.amount, transfer.currency = amount, currency
        transfer.to_amount, transfer.to_currency = to_amount, to_currency
        transfer.kind, transfer.used = kind, 0
        transfer.paid_by = transfer.pays = transfer.nexts = NONE
        transfer.is_watched = False
        if day_only:
            transfer.debit_at = ts + DAY - 1 - ts % DAY
        if credit_day_only:
            transfer.credit_at = credit_ts - credit_ts % DAY
        if ts > self.now:
            self.now, self.before = ts, ts - self.keep_us
        self.recent.append(transfer)
        self.transfers[number] = transfer
        if gives_back:
            give_back(self, transfer, gives_back)
            if transfer.is_gone:
                return
        if payer is not payee or currency != to_currency:
            if not payer.is_closed or payer.is_trader:
                key = (2 * ts + 1) << BITS | number if not day_only else transfer.key(came=False)
                self._move(payer, currency, key, transfer, False)
            if not payee.is_closed or payee.is_trader:
                key = 2 * credit_ts << BITS | number
                if credit_day_only:
                    key = transfer.key(came=True)
                self._move(payee, to_currency, key, transfer, True)
        if payee.takes_part:
            self.count(transfer)
        elif not own:
            payer.left += amount
            payer.left_times += 1
            if payer.buys:
                self.exits_changed.setdefault(payer, {})
        if payee.may_take and payer.may_borrow:
            self._meet(transfer)
        if kind == "loan" and payer is not payee and payee.is_person:
            self.loans.add_loan(payee.owner, transfer)
            self.divide(payee.owner)

    def _unknown(self, number: str) -> None:
        self.declare(number, "unknown", None, None, None, covered=False)

    def _move(
        self, account: Account, currency: str, key: int, transfer: Transfer, came: bool
    ) -> None:
        """Put a side of a transfer into its slot; most often it is the last there."""
        slot = account.slot
        if slot is None or slot.currency != currency:
            slot = account.slot = self._slot(account, currency)
        moves = slot.moves
        if slot.oldest < self.before or len(moves) > self.most:
            self._shorten(slot)
        if key < slot.last:
            if not slots.put(slot, key, transfer, came, self.changes):
                self.note("late", account)
            return
        if not moves:
            slot.oldest = transfer.ts
        slot.last = key
        moves.append((key, transfer, came))
        if not account.is_closed:
            if not came:
                slots.do(slot, transfer, False, self.changes)
            elif transfer.to_amount > 0:
                slot.stack.append(transfer)

    def _slot(self, account: Account, currency: str) -> Slot:
        slot = account.slots.get(currency)
        if slot is None:
            slot = account.slots[currency] = Slot(account, currency)
            if currency != _TENGE:
                self.note("currency", account)
        return slot

    def _shorten(self, slot: Slot) -> None:
        if slots.let_go(slot, self.before, self.most):
            self.note("busy", slot.account)

    def _meet(self, transfer: Transfer) -> None:
        """Keep when an owner first paid another, and what left for others not long ago."""
        owner, receiver = transfer.payer.owner, transfer.payee.owner
        first = owner.payees.get(receiver)
        if first is None or transfer.ts < first:
            owner.payees[receiver] = transfer.ts
            if owner.bursts:
                self.owners_changed[owner] = None
        if transfer.own or not transfer.payee.takes or transfer.kind not in MOVED_KINDS:
            return
        owner.outs.append(transfer)
        if len(owner.outs) > self.most:
            owner.outs.popleft()
            self.note("busy", transfer.payer)
        if owner.bursts and self.loans.add_moved(owner, transfer):
            self.owners_changed[owner] = None

    def settle(self) -> Iterator[Change]:
        """Yield how findings are others than before, and forget what is too old to be kept."""
        return settle(self)
