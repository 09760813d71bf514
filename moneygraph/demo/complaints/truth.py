"""The truth of each complaint: its victim and ring, its transfers, and where the money ended.

A dropper takes a commission off each victim's money and passes the rest on in order. No bank's
records show that: a rule must decide whose money a payment was. So the ends are given twice, as
they were, and under lifo from the transfers that statement files show, which is what a trace of
one complaint must return.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence

import numpy as np

from moneygraph.demo.complaints.made import Complaint
from moneygraph.demo.manners import COVERED
from moneygraph.demo.region import Region
from moneygraph.demo.scams.orders import Order, Parcel, draw, total
from moneygraph.demo.truth import Rows, money, visible
from moneygraph.demo.world import Account

Ends = Counter[tuple[int, str, int]]
#: Role of a terminal account -> its end; the role of a shop has its kind after it.
_ENDS = {"exchange": "exchange", "trader": "p2p", "cash": "cash", "abroad": "abroad"}
#: The theft of money that was not stolen: what the owner had or earned.
_OWN = -1


def lifo_ends(region: Region) -> Ends:
    """Return tiyn by index of the theft's order, end and account."""
    purses = {
        dropper.account: deque[Parcel]()
        for ring in region.cast
        for dropper in ring.droppers
        if dropper.received
    }
    ends: Ends = Counter()
    under_way: dict[int, tuple[Parcel, ...]] = {}
    for index, arrives in _events(region, list(purses)):
        transfer = region.transfers[index]
        payer, payee = int(transfer["from_account"]), int(transfer["to_account"])
        if not arrives and payer in purses:
            under_way[index] = draw(purses[payer], int(transfer["amount"]))
        elif not arrives and (theft := _theft(region, int(transfer["order"]))):
            under_way[index] = theft.parcels
        elif arrives and payee in purses:
            _receive(purses[payee], under_way.pop(index, ()), int(transfer["amount"]))
        elif arrives:
            _note(ends, region, payee, under_way.pop(index, ()))
    for account, purse in purses.items():
        _note(ends, region, account, tuple(purse))
    return ends


def _events(region: Region, accounts: list[int]) -> Iterator[tuple[int, bool]]:
    """Yield (index of transfer, whether it arrives) in time order, t_in <= t_out in a tie."""
    moved = region.transfers
    touches = np.isin(moved["from_account"], accounts) | np.isin(moved["to_account"], accounts)
    indices = np.flatnonzero(touches & visible(region))
    leaves, arrives = moved["ts"][indices], moved["credit_ts"][indices]
    # inside one bank a payment leaves and arrives in one second
    turn = np.where(arrives > leaves, 0, 2)
    time = np.concatenate([leaves, arrives])
    order = np.lexsort([np.concatenate([np.ones_like(turn), turn]), time])
    both = np.concatenate([indices, indices])
    for at in order.tolist():
        yield int(both[at]), at >= indices.size


def _theft(region: Region, index: int) -> Order | None:
    order = region.run.orders[index] if index >= 0 else None
    return order if order and order.steals(index) else None


def _receive(purse: deque[Parcel], parcels: tuple[Parcel, ...], amount: int) -> None:
    """Add money at the front, its first parcel foremost and money of no theft behind the rest."""
    own = Parcel(_OWN, _OWN, amount - total(parcels))
    purse.extendleft(reversed([*parcels, own] if own.amount else parcels))


def _note(ends: Ends, region: Region, index: int, parcels: tuple[Parcel, ...]) -> None:
    account = region.world.accounts[index]
    for parcel in parcels:
        if parcel.theft != _OWN:
            victim = region.world.accounts[region.run.orders[parcel.theft].from_account]
            end = "returned" if account.party == victim.party else _end(account)
            ends[parcel.theft, end, index] += parcel.amount


def _end(account: Account) -> str:
    if account.kind == "merchant":
        return "spent"
    return _ENDS.get(account.role, "held" if account.bank in COVERED else "unseen")


def complaint_truth(region: Region, complaints: Sequence[Complaint]) -> dict[str, Rows]:
    """Return the tables of the truth by name, each with its header."""
    return {
        "complaints": _complaints(complaints),
        "complaint_ends": _ends(region, region.run.theft_ends, complaints),
        "complaint_ends_lifo": _ends(region, lifo_ends(region), complaints),
        "complaint_transfers": _transfers(complaints),
    }


def _complaints(complaints: Sequence[Complaint]) -> Rows:
    yield ("number", "victim", "ring", "lost")
    for complaint in complaints:
        yield (complaint.number, complaint.victim, str(complaint.ring), money(complaint.lost))


def _ends(region: Region, found: Ends, complaints: Sequence[Complaint]) -> Rows:
    """A complaint's ends are those of its own thefts alone, so both come to the same sum."""
    yield ("number", "end", "account", "amount")
    number_of = {
        theft.index: complaint.number for complaint in complaints for theft in complaint.thefts
    }
    ends: Counter[tuple[str, str, str]] = Counter()
    for (theft, end, account), amount in found.items():
        if theft in number_of:
            ends[number_of[theft], end, region.world.accounts[account].number] += amount
    for key, amount in sorted(ends.items()):
        yield (*key, money(amount))


def _transfers(complaints: Sequence[Complaint]) -> Rows:
    """`row` is the line of ``complaints.csv`` in a spreadsheet, the header being line 1."""
    yield ("number", "row", "transfer")
    row = 1
    for complaint in complaints:
        for theft in complaint.thefts:
            row += 1
            yield (complaint.number, str(row), theft.transfer)
