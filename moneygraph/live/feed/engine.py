"""Takes transfers one after the other, and tells which findings are others now.

After each call of `settle` the findings that stand are those that `find` gives on a case of exactly
the transfers that were taken, as far back as they are kept. The order of work follows what depends
on what: who sells cryptocurrency closes accounts, hops are what is left, loans that left at once
depend on hops, stolen money on these loans, and chains on all of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from moneygraph.detect.queries.run import SCORE_DIGITS, finding_row
from moneygraph.live.feed import slots
from moneygraph.live.feed.chains import Chains, below, path_accounts
from moneygraph.live.feed.exits import CryptoExits
from moneygraph.live.feed.loans import MOVED_KINDS, Loans
from moneygraph.live.feed.slots import Changes
from moneygraph.live.feed.state import (
    BITS,
    NONE,
    WENT_KINDS,
    Account,
    Burst,
    Owner,
    Ranges,
    Slot,
    Transfer,
    joined,
    within,
)
from moneygraph.live.feed.times import DAY

if TYPE_CHECKING:
    from moneygraph.detect.queries import Query


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


@dataclass(frozen=True)
class Change:
    """A finding that is new, revised or gone; `row` is as `find` has it, without transfers."""

    query: str
    key: str
    change: str
    row: dict[str, Any]
    added: tuple[int, ...]
    removed: tuple[int, ...]


class Engine:
    """The state, and what changes it; see the module."""

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
        self._changes = Changes()
        self._owners: dict[Owner, None] = {}
        self._exits: dict[Account, dict[int, int]] = {}
        self._roots: dict[Transfer, None] = {}

    # -- what is known of accounts

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

    # -- a transfer

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
            self._give_back(transfer, gives_back)
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
            self._count(transfer)
        elif not own:
            payer.left += amount
            payer.left_times += 1
            if payer.buys:
                self._exits.setdefault(payer, {})
        if payee.may_take and payer.may_borrow:
            self._meet(transfer)
        if kind == "loan" and not own and payee.is_person:
            self.loans.add_loan(payee.owner, transfer)
            self._divide(payee.owner)

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
            if not slots.put(slot, key, transfer, came, self._changes):
                self._note("late", account)
            return
        if not moves:
            slot.oldest = transfer.ts
        slot.last = key
        moves.append((key, transfer, came))
        if not account.is_closed:
            if not came:
                slots.do(slot, transfer, False, self._changes)
            elif transfer.to_amount > 0:
                slot.stack.append(transfer)

    def _slot(self, account: Account, currency: str) -> Slot:
        slot = account.slots.get(currency)
        if slot is None:
            slot = account.slots[currency] = Slot(account, currency)
        return slot

    def _shorten(self, slot: Slot) -> None:
        if slots.let_go(slot, self.before, self.most):
            self._note("busy", slot.account)

    def _meet(self, transfer: Transfer) -> None:
        """Keep when an owner first paid another, and what left for others not long ago."""
        owner, receiver = transfer.payer.owner, transfer.payee.owner
        first = owner.payees.get(receiver)
        if first is None or transfer.ts < first:
            owner.payees[receiver] = transfer.ts
            if owner.bursts:
                self._owners[owner] = None
        if transfer.own or not transfer.payee.takes or transfer.kind not in MOVED_KINDS:
            return
        owner.outs.append(transfer)
        if len(owner.outs) > self.most:
            owner.outs.popleft()
            self._note("busy", transfer.payer)
        if owner.bursts and self.loans.add_moved(owner, transfer):
            self._owners[owner] = None

    def _note(self, what: str, account: Account) -> None:
        """Keep where the bounds of what is kept may have changed an answer."""
        of = self.notes.setdefault(what, {})
        of[account.number] = of.get(account.number, 0) + 1

    def _count(self, transfer: Transfer, times: int = 1) -> None:
        """Count a transfer, or take it back, and note of whom the sums are others now."""
        is_proof = self.exits.count(transfer, times)
        payer, payee = transfer.payer, transfer.payee
        if payer.buys or payer.is_trader:
            self._exits.setdefault(payer, {})
        if payee.buys or payee.is_trader or payee.kind == "exchange":
            more = self._exits.setdefault(payee, {})
            if is_proof:
                more[transfer.id] = more.get(transfer.id, 0) + times

    # -- money that is given back

    def _give_back(self, transfer: Transfer, ties: Iterable[tuple[int, int]]) -> None:
        """Let a transfer and those that it gives money back of be what is left of them."""
        for number, amount in ties:
            transfer.gives += amount
            paid = self.transfers.get(number)
            if paid is None or paid is transfer:
                self._note("refund", transfer.payee)
            else:
                _full(paid)
                paid.given += amount
                if not paid.is_gone:
                    self._lessen(paid)
        _full(transfer)
        transfer.amount, transfer.to_amount = _net(transfer)

    def _lessen(self, paid: Transfer) -> None:
        """Let an earlier transfer be less, or none, as if that had never been paid."""
        self._count(paid, -1)
        less, less_to = _net(paid)
        payer, payee = paid.payer, paid.payee
        for account, currency, came, now in (
            (payer, paid.currency, False, less),
            (payee, paid.to_currency, True, less_to),
        ):
            slot = account.slots.get(currency)
            moves = payer is not payee or paid.currency != paid.to_currency
            if slot is None or not moves:
                continue
            if not slots.change(slot, paid, came, now, self._changes):
                self._note("refund", account)
        paid.amount, paid.to_amount = less, less_to
        self._changes.paid[paid] = None
        if not paid.is_gone:
            self._count(paid)
        else:
            self._meet_without(paid)
            if not self.exits.bound_again(payee, self.transfers):
                self._note("refund", payee)
        if paid.kind == "loan" and not paid.own and payee.is_person:
            self._divide(payee.owner)
        elif paid.bursts:
            self._owners[payer.owner] = None

    def _meet_without(self, paid: Transfer) -> None:
        """Forget that an owner paid another by what was given back: another payment was first.

        It is among those that are kept, as none before it was.
        """
        owner, receiver = paid.payer.owner, paid.payee.owner
        if owner.payees.get(receiver) != paid.ts:
            return
        times = [
            one.ts
            for account in owner.accounts
            for slot in account.slots.values()
            for _, one, came in slot.moves
            if not came and one.payee.owner is receiver and not one.is_gone
        ]
        if times:
            owner.payees[receiver] = min(times)
        else:
            del owner.payees[receiver]
        self._owners[owner] = None
        if any(account.is_closed for account in owner.accounts):
            self._note("refund", paid.payer)

    # -- what changed

    def _divide(self, owner: Owner) -> None:
        if self.loans.divide(owner):
            self._note("loans", owner.accounts[0])
        self._owners[owner] = None

    def settle(self) -> Iterator[Change]:
        """Yield how findings are others than before, and forget what is too old to be kept."""
        yield from self._settle_exits()
        self._settle_hops()
        yield from self._settle_loans()
        yield from self._settle_chains()
        self._let_go()

    def _settle_exits(self) -> Iterator[Change]:
        changed, self._exits = self._exits, {}
        for account, ids in changed.items():
            values = self.exits.row(account)
            row = self._finding(self.exits.query, values)
            is_trader = row is not None and row["how"] == "inferred"
            if is_trader != account.is_trader:
                self._close(account, closed=is_trader)
            sums = account.exits
            if sums is None:
                continue
            added = sorted(one for one, times in ids.items() if times > 0)
            removed = sorted(one for one, times in ids.items() if times < 0)
            if row is not None and sums.told is None:
                added, removed = sorted(sums.ids), []
            elif row is None:
                every = {*sums.ids, *removed}.difference(added)
                added, removed = [], sorted(every)
            if sums.forgot and (row is None) != (sums.told is None):
                self._note("proof", account)
            yield from _told(self.exits.query.name, account.number, sums.told, row, added, removed)
            sums.told = row

    def _close(self, account: Account, *, closed: bool) -> None:
        """Let no money travel on from who sells cryptocurrency, or let it again."""
        if closed:
            for slot in account.slots.values():
                slots.close(slot, self._changes)
        account.is_closed = account.is_trader = closed
        if not closed:
            for slot in account.slots.values():
                slots.reopen(slot, self._changes)
        is_forgotten = any(slot.gone >= 0 for slot in account.slots.values())
        if account.leaks or (is_forgotten and not closed):
            self._note("trader", account)
        self._owners |= account.borrowers
        for last in account.chains:
            self._roots[last] = None
            for paid in [last, *_steps_of(last)]:
                if closed and paid.payer is account and paid.step is not None:
                    before = self.chains.link(paid, None)
                    self._roots[paid] = None
                    if before is not None:
                        self._roots[before] = None

    def _settle_hops(self) -> None:
        changes, self._changes = self._changes, Changes()
        for lot in changes.lots:
            for burst in lot.bursts or ():
                self._owners[burst.loans[0].payee.owner] = None
        least = self.chains.least
        for paid in changes.paid:
            if paid.paid_by is None:
                continue  # it was let go meanwhile, which is noted
            if (paid.amount >= least and paid.kind in WENT_KINDS) or paid.step is not None:
                self._step(paid)
            if paid.taint or paid.is_start:
                self._taint(paid)
        for paid in changes.watched:
            self._taint(paid)

    def _step(self, paid: Transfer) -> None:
        step = self.chains.step(paid)
        if step != paid.step:
            before = self.chains.link(paid, step)
            for one in (paid, before, step[0] if step else None):
                if one is not None:
                    self._roots[one] = None

    def _taint(self, first: Transfer) -> None:
        """Work out anew which tiyn of a payment are stolen, and of what it paid for in turn."""
        pending = [first]
        while pending:
            paid = pending.pop()
            taint = _traced(paid)
            if taint == paid.taint:
                continue
            paid.taint = taint
            paid.is_watched = bool(taint or paid.bursts)
            self._roots[paid] = None
            if paid.pays is None:
                self._note("stolen", paid.payee)
            pending += [hop[1] for hop in paid.pays or ()]

    def _settle_loans(self) -> Iterator[Change]:
        changed, self._owners = self._owners, {}
        for owner in changed:
            best = self.loans.best(owner)
            row = self._finding(self.loans.query, best[1] if best else None)
            burst = best[0] if best and row else None
            self._start(owner, burst)
            proof = _listed(owner.told, row)
            yield from _told(self.loans.query.name, owner.key, owner.told, row, *proof)
            owner.told = row

    def _start(self, owner: Owner, burst: Burst | None) -> None:
        """Trace what left with the best burst of an owner as stolen, and nothing else of his."""
        wanted = {one: None for one in burst.moved.values() if one.amount > 0} if burst else {}
        before, owner.starts = owner.starts, wanted
        for one in before:
            if one not in wanted:
                one.is_start = False
                self._taint(one)
        for one in wanted:
            one.is_start = True
            self._taint(one)

    def _settle_chains(self) -> Iterator[Change]:
        changed, self._roots = self._roots, {}
        nodes: dict[Transfer, None] = {}
        for one in changed:
            if one not in nodes:
                nodes.update(dict.fromkeys(below(one)))
        for last in sorted(nodes, key=lambda one: one.id):
            before = self.told.get(last.id)
            values = self.chains.row(last)
            if values is None and before is None:
                continue
            row = self._finding(self.chains.query, values)
            if row is None and before is None:
                continue
            old = before[1] if before else None
            proof = _listed(old, row)
            yield from _told(self.chains.query.name, str(last.id), old, row, *proof)
            self._keep_chain(last, row)

    def _keep_chain(self, last: Transfer, row: dict[str, Any] | None) -> None:
        if row is None:
            self.told.pop(last.id, None)
            last.payee.chains.pop(last, None)
            return
        self.told[last.id] = (last, row)
        for account in path_accounts(last):
            if account.passes:
                account.chains.pop(last, None)
                account.chains[last] = None
                if len(account.chains) > self.most:
                    oldest = next(iter(account.chains))
                    del account.chains[oldest]
                    self._note("chains", account)

    def _finding(self, query: Query, values: dict[str, Any] | None) -> dict[str, Any] | None:
        if values is None or values["score"] < query.min_score - 10**-SCORE_DIGITS:
            return None
        row = finding_row(query, {"transfers": (), **values})
        return row if row["score"] >= query.min_score else None

    # -- what is kept

    def _let_go(self) -> None:
        """Forget transfers that are too old; what their money is made of stays."""
        recent, before = self.recent, self.before
        while recent and recent[0].ts < before:
            transfer = recent.popleft()
            del self.transfers[transfer.id]
            if transfer.bursts:
                transfer.passed = self.loans.passed(transfer)
            transfer.pays = None
            if transfer.step is not None and not transfer.nexts and transfer.id not in self.told:
                self.chains.link(transfer, None)
            outs = transfer.payer.owner.outs
            while outs and outs[0].ts < before:
                outs.popleft()


def _full(transfer: Transfer) -> tuple[int, int]:
    """Return both amounts of a transfer as it was made."""
    if transfer.full is None or transfer.full_to is None:
        transfer.full, transfer.full_to = transfer.amount, transfer.to_amount
    return transfer.full, transfer.full_to


def _part(given: int, full: int, other: int) -> int:
    """Return how much of one amount is given back where so much is of the other's whole."""
    if not given:
        return 0
    return other if given >= full else given * other // full


def _net(transfer: Transfer) -> tuple[int, int]:
    """Return both amounts of a transfer less what is given back, as `detect/net.sql` has it."""
    full, full_to = _full(transfer)
    less = transfer.given + _part(transfer.gives, full_to, full)
    less_to = _part(transfer.given, full, full_to) + transfer.gives
    return (0, 0) if less >= full or less_to >= full_to else (full - less, full_to - less_to)


def _traced(paid: Transfer) -> Ranges | None:
    if paid.is_start:
        return [(0, paid.amount)]
    if paid.paid_by is None:
        return paid.taint
    taint: Ranges = []
    for lot, _, part, used, offset in paid.paid_by:
        if lot.taint:
            taint += within(lot.credited(), used, used + part, offset)
    return joined(taint) or None


def _steps_of(last: Transfer) -> list[Transfer]:
    found = []
    paid: Transfer | None = last
    while paid is not None and paid not in found:
        found.append(paid)
        paid = paid.step[0] if paid.step is not None else None
    return found


def _told(
    query: str, key: str, before: dict[str, Any] | None, row: dict[str, Any] | None,
    added: list[int], removed: list[int],
) -> Iterator[Change]:  # fmt: skip
    """Yield how a finding changed, if it did."""
    if row == before and not added and not removed:
        return
    change = "gone" if row is None else "new" if before is None else "revised"
    found = row if row is not None else before
    if found is not None:
        shown = {name: value for name, value in found.items() if name != "transfers"}
        yield Change(query, key, change, shown, tuple(added), tuple(removed))


def _listed(
    before: dict[str, Any] | None, row: dict[str, Any] | None
) -> tuple[list[int], list[int]]:
    """Return which transfers a row lists that the one before did not, and the other way."""
    old = set(before["transfers"] if before else ())
    new = set(row["transfers"] if row else ())
    return sorted(new - old), sorted(old - new)
