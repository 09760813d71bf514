"""Works out which findings are others now.

The order follows what depends on what: who sells cryptocurrency closes accounts, hops are what is
left, loans that left at once depend on hops, stolen money on these loans, and chains on all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.detect.queries.run import SCORE_DIGITS, finding_row
from moneygraph.live.feed import slots
from moneygraph.live.feed.chains import below, path_accounts
from moneygraph.live.feed.known import Known
from moneygraph.live.feed.slots import Changes
from moneygraph.live.feed.state import (
    WENT_KINDS,
    Account,
    Burst,
    Owner,
    Ranges,
    Transfer,
    joined,
    within,
)

if TYPE_CHECKING:
    from moneygraph.detect.queries import Query


@dataclass(frozen=True)
class Change:
    """A finding that is new, revised or gone; `row` is as `find` has it, without transfers."""

    query: str
    key: str
    change: str
    row: dict[str, Any]
    added: tuple[int, ...]
    removed: tuple[int, ...]


def settle(known: Known) -> Iterator[Change]:
    """Yield how findings are others than before, and forget what is too old to be kept."""
    yield from _settle_exits(known)
    _settle_hops(known)
    yield from _settle_loans(known)
    yield from _settle_chains(known)
    _let_go(known)


def _settle_exits(known: Known) -> Iterator[Change]:
    changed, known.exits_changed = known.exits_changed, {}
    for account, ids in changed.items():
        values = known.exits.row(account)
        row = _finding(known, known.exits.query, values)
        is_trader = row is not None and row["how"] == "inferred"
        if is_trader != account.is_trader:
            _close(known, account, closed=is_trader)
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
            known.note("proof", account)
        yield from _told(known.exits.query.name, account.number, sums.told, row, added, removed)
        sums.told = row


def _close(known: Known, account: Account, *, closed: bool) -> None:
    """Let no money travel on from who sells cryptocurrency, or let it again."""
    if closed:
        for slot in account.slots.values():
            slots.close(slot, known.changes)
    account.is_closed = account.is_trader = closed
    if not closed:
        for slot in account.slots.values():
            slots.reopen(slot, known.changes)
    is_forgotten = any(slot.gone >= 0 for slot in account.slots.values())
    if account.leaks or (is_forgotten and not closed):
        known.note("trader", account)
    known.owners_changed |= account.borrowers
    for last in account.chains:
        known.roots[last] = None
        for paid in [last, *_steps_of(last)]:
            if closed and paid.payer is account and paid.step is not None:
                before = known.chains.link(paid, None)
                known.roots[paid] = None
                if before is not None:
                    known.roots[before] = None


def _settle_hops(known: Known) -> None:
    changes, known.changes = known.changes, Changes()
    for lot in changes.lots:
        for burst in lot.bursts or ():
            known.owners_changed[burst.loans[0].payee.owner] = None
    least = known.chains.least
    for paid in changes.paid:
        if paid.paid_by is None:
            continue  # it was let go meanwhile, which is noted
        if (paid.amount >= least and paid.kind in WENT_KINDS) or paid.step is not None:
            _step(known, paid)
        if paid.taint or paid.is_start:
            _taint(known, paid)
    for paid in changes.watched:
        _taint(known, paid)


def _step(known: Known, paid: Transfer) -> None:
    step = known.chains.step(paid)
    if step != paid.step:
        before = known.chains.link(paid, step)
        for one in (paid, before, step[0] if step else None):
            if one is not None:
                known.roots[one] = None


def _taint(known: Known, first: Transfer) -> None:
    """Work out anew which tiyn of a payment are stolen, and of what it paid for in turn."""
    pending = [first]
    while pending:
        paid = pending.pop()
        taint = _traced(paid)
        if taint == paid.taint:
            continue
        paid.taint = taint
        paid.is_watched = bool(taint or paid.bursts)
        known.roots[paid] = None
        if paid.pays is None:
            known.note("stolen", paid.payee)
        pending += [hop[1] for hop in paid.pays or ()]


def _settle_loans(known: Known) -> Iterator[Change]:
    changed, known.owners_changed = known.owners_changed, {}
    for owner in changed:
        best = known.loans.best(owner)
        row = _finding(known, known.loans.query, best[1] if best else None)
        burst = best[0] if best and row else None
        _start(known, owner, burst)
        proof = _listed(owner.told, row)
        yield from _told(known.loans.query.name, owner.key, owner.told, row, *proof)
        owner.told = row


def _start(known: Known, owner: Owner, burst: Burst | None) -> None:
    """Trace what left with the best burst of an owner as stolen, and nothing else of his."""
    wanted = {one: None for one in burst.moved.values() if one.amount > 0} if burst else {}
    before, owner.starts = owner.starts, wanted
    for one in before:
        if one not in wanted:
            one.is_start = False
            _taint(known, one)
    for one in wanted:
        one.is_start = True
        _taint(known, one)


def _settle_chains(known: Known) -> Iterator[Change]:
    changed, known.roots = known.roots, {}
    nodes: dict[Transfer, None] = {}
    for one in changed:
        if one not in nodes:
            nodes.update(dict.fromkeys(below(one)))
    for last in sorted(nodes, key=lambda one: one.id):
        before = known.told.get(last.id)
        values = known.chains.row(last)
        if values is None and before is None:
            continue
        row = _finding(known, known.chains.query, values)
        if row is None and before is None:
            continue
        old = before[1] if before else None
        proof = _listed(old, row)
        yield from _told(known.chains.query.name, str(last.id), old, row, *proof)
        _keep_chain(known, last, row)


def _keep_chain(known: Known, last: Transfer, row: dict[str, Any] | None) -> None:
    if row is None:
        known.told.pop(last.id, None)
        last.payee.chains.pop(last, None)
        return
    known.told[last.id] = (last, row)
    for account in path_accounts(last):
        if account.passes:
            account.chains.pop(last, None)
            account.chains[last] = None
            if len(account.chains) > known.most:
                oldest = next(iter(account.chains))
                del account.chains[oldest]
                known.note("chains", account)


def _finding(known: Known, query: Query, values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None or values["score"] < query.min_score - 10**-SCORE_DIGITS:
        return None
    row = finding_row(query, {"transfers": (), **values})
    return row if row["score"] >= query.min_score else None


def _let_go(known: Known) -> None:
    """Forget transfers that are too old; what their money is made of stays."""
    recent, before = known.recent, known.before
    while recent and recent[0].ts < before:
        transfer = recent.popleft()
        del known.transfers[transfer.id]
        if transfer.bursts:
            transfer.passed = known.loans.passed(transfer)
        transfer.pays = None
        if transfer.step is not None and not transfer.nexts and transfer.id not in known.told:
            known.chains.link(transfer, None)
        outs = transfer.payer.owner.outs
        while outs and outs[0].ts < before:
            outs.popleft()


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
