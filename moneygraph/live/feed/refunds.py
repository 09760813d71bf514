"""Money that is given back: both transfers are what is left of them, as if from the beginning."""

from __future__ import annotations

from collections.abc import Iterable

from moneygraph.live.feed import slots
from moneygraph.live.feed.known import Known
from moneygraph.live.feed.state import Transfer


def give_back(known: Known, transfer: Transfer, ties: Iterable[tuple[int, int]]) -> None:
    """Let a transfer and those that it gives money back of be what is left of them."""
    for number, amount in ties:
        transfer.gives += amount
        paid = known.transfers.get(number)
        if paid is None or paid is transfer:
            known.note("refund", transfer.payee)
        else:
            _full(paid)
            paid.given += amount
            if not paid.is_gone:
                _lessen(known, paid)
    _full(transfer)
    transfer.amount, transfer.to_amount = _net(transfer)


def _lessen(known: Known, paid: Transfer) -> None:
    """Let an earlier transfer be less, or none, as if that had never been paid."""
    known.count(paid, -1)
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
        if not slots.change(slot, paid, came, now, known.changes):
            known.note("refund", account)
    paid.amount, paid.to_amount = less, less_to
    known.changes.paid[paid] = None
    if not paid.is_gone:
        known.count(paid)
    else:
        _meet_without(known, paid)
        if not known.exits.bound_again(payee, known.transfers):
            known.note("refund", payee)
    if paid.kind == "loan" and paid.payer is not payee and payee.is_person:
        known.divide(payee.owner)
    elif paid.bursts:
        known.owners_changed[payer.owner] = None


def _meet_without(known: Known, paid: Transfer) -> None:
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
    known.owners_changed[owner] = None
    if any(account.is_closed for account in owner.accounts):
        known.note("refund", paid.payer)


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
    """Return both amounts of a transfer less what is given back, as `detect/counted.sql` has it."""
    full, full_to = _full(transfer)
    less = transfer.given + _part(transfer.gives, full_to, full)
    less_to = _part(transfer.given, full, full_to) + transfer.gives
    return (0, 0) if less >= full or less_to >= full_to else (full - less, full_to - less_to)
