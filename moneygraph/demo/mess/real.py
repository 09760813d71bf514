"""What really happens on top of a tidy region: fees, conversions, refunds, money sent back.

Only ordinary life is changed, never an account that a scam touches, but for stolen money that is
sent back to whom it was stolen from; so what is traced ends where it did, or with the victim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from moneygraph.demo.ledger import DAY, EDGE, TRANSFER, Transfers, openings, order_of
from moneygraph.demo.manners import COVERED, MANNER, MANNERS, MESS
from moneygraph.demo.region import Region
from moneygraph.demo.scams import touched
from moneygraph.demo.scams.orders import Order, Parcel
from moneygraph.demo.world import Ints

Mask = NDArray[np.bool_]
#: Nothing is added to the first and the last hours.
_HOUR = 3600
_KINDS = np.array([manner.kind for manner in MANNERS])


@dataclass
class Mess:
    """A region with what was added to it, and how its transfers differ on the way.

    `fees` (tiyn beyond what arrives) and `cents` (what the payer's bank debits in dollars, 0 for
    tenge) are by index of the transfer; `back` names transfers that give money of another back.
    """

    kinds: frozenset[str]
    rng: np.random.Generator
    region: Region
    fees: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    cents: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    back: list[tuple[int, int]] = field(default_factory=list)

    def having(self, kind: str) -> bool:
        """Return whether this kind of mess is wanted."""
        return kind in self.kinds

    def draw(self, among: Mask, rate: float) -> Ints:
        """Return indices among these, each with this probability."""
        indices = np.flatnonzero(among)
        found: Ints = indices[self.rng.random(indices.size) < rate]
        return found


def make_mess(region: Region, seed: int, kinds: frozenset[str]) -> Mess:
    """Return the region with what these kinds add; it and `region` share their world."""
    mess = Mess(kinds, np.random.default_rng([seed, 13]), region)
    moved = region.transfers.copy()
    ours = touched(region.cast)
    life = (moved["order"] < 0) & ~np.isin(moved["from_account"], ours)
    life &= ~np.isin(moved["to_account"], ours)
    parts, links = [moved], list[tuple[int, int]]()
    mess.fees, mess.cents = np.zeros(moved.size, np.int64), np.zeros(moved.size, np.int64)
    if mess.having("fees"):
        _fees(mess, moved, life)
    if mess.having("currency"):
        parts.append(_currency(mess, moved, life))
    if mess.having("refunds"):
        given, of = _refunds(mess, moved, life)
        links += zip(range(_size(parts), _size(parts) + given.size), of.tolist(), strict=True)
        parts.append(given)
    if mess.having("returned"):
        sent, of = _returned(mess, moved)
        links += zip(range(_size(parts), _size(parts) + sent.size), of.tolist(), strict=True)
        parts.append(sent)
    return _assembled(mess, parts, links, ours)


def _size(parts: Sequence[Transfers]) -> int:
    return sum(part.size for part in parts)


def _assembled(
    mess: Mess, parts: Sequence[Transfers], links: list[tuple[int, int]], ours: Ints
) -> Mess:
    """Put all transfers in order; what was known by index follows them."""
    region, added = mess.region, _size(parts) - mess.region.transfers.size
    moved = np.concatenate(parts)
    order = order_of(moved)
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    mess.fees = np.pad(mess.fees, (0, added))[order]
    mess.cents = np.pad(mess.cents, (0, added))[order]
    mess.back = sorted((int(place[one]), int(place[other])) for one, other in links)
    transfers: Transfers = np.take(moved, order)
    opening = openings(transfers, region.world)
    opening[ours] = region.opening[ours]
    np.add.at(opening, transfers["from_account"], mess.fees)
    mess.region = replace(region, transfers=transfers, opening=opening)
    return mess


def _between_banks(mess: Mess, moved: Transfers) -> Mask:
    """Return which transfers people make from one bank with a statement to another."""
    world = mess.region.world
    banks = world.bank_of()
    kinds = np.array([account.kind for account in world.accounts])
    payer, payee = banks[moved["from_account"]], banks[moved["to_account"]]
    found: Mask = np.isin(payer, COVERED) & np.isin(payee, COVERED) & (payer != payee)
    person = kinds[moved["from_account"]] == "person"
    found &= person & (_KINDS[moved["manner"]] == "transfer")
    return found


def _fees(mess: Mess, moved: Transfers, life: Mask) -> None:
    how = MESS["fees"]
    large = moved["amount"] >= how["least_amount"] * 100
    at = mess.draw(_between_banks(mess, moved) & life & large, how["rate"])
    part = np.round(moved["amount"][at] * how["share"] / 100).astype(np.int64) * 100
    mess.fees[at] = np.maximum(part, how["least"] * 100)


def _currency(mess: Mess, moved: Transfers, life: Mask) -> Transfers:
    """Let some transfers leave in dollars; returns the conversions before some of them."""
    how, world = MESS["currency"], mess.region.world
    fit = _between_banks(mess, moved) & life & (mess.fees == 0)
    fit &= moved["amount"] >= how["least_amount"] * 100
    fit &= np.isin(world.bank_of()[moved["from_account"]], how["banks"])
    fit &= moved["ts"] >= EDGE + _HOUR
    at = mess.draw(fit, how["rate"])
    rate = how["dollar"] * (1 + mess.rng.uniform(-how["spread"], how["spread"], at.size))
    mess.cents[at] = np.round(moved["amount"][at] / rate).astype(np.int64)
    first = at[mess.rng.random(at.size) < how["converted_first"]]
    made: Transfers = moved[first].copy()
    for position, index in enumerate(first.tolist()):
        payer = world.accounts[int(moved["from_account"][index])]
        account = world.open_account(payer.party, payer.bank, payer.kind, "currency")
        made["to_account"][position] = moved["from_account"][index] = account
    made["ts"] -= mess.rng.integers(60, 900, first.size)
    made["credit_ts"] = made["ts"]
    made["manner"] = MANNER["conversion"]
    return made


def _refunds(mess: Mess, moved: Transfers, life: Mask) -> tuple[Transfers, Ints]:
    """Return what shops give back, and the index of the purchase of each."""
    how = MESS["refunds"]
    at = mess.draw(life & (_KINDS[moved["manner"]] == "card"), how["rate"])
    later = mess.rng.integers(how["days"][0] * DAY, how["days"][1] * DAY, at.size)
    soon = moved["ts"][at] + later < _last(mess)
    at, later = at[soon], later[soon]
    made = moved[at].copy()
    made["from_account"], made["to_account"] = moved["to_account"][at], moved["from_account"][at]
    lag = moved["credit_ts"][at] - moved["ts"][at]
    made["ts"] += later
    made["credit_ts"] = made["ts"] + lag
    in_part = mess.rng.random(at.size) < how["in_part"]
    made["amount"] = np.where(in_part, (made["amount"] // 2 + 99) // 100 * 100, made["amount"])
    made["manner"] = MANNER["refund"]
    made["note"] = mess.rng.integers(1_000, 10_000_000, at.size)
    return made, at


def _last(mess: Mess) -> int:
    return mess.region.world.days * DAY - EDGE - 1


def _returned(mess: Mess, moved: Transfers) -> tuple[Transfers, Ints]:
    """Send stolen money that lies on droppers' accounts back; the index of each theft."""
    run = mess.region.run
    held: dict[int, dict[int, int]] = defaultdict(dict)
    for (theft, end, account), amount in sorted(run.theft_ends.items()):
        if end == "held" and amount:
            held[account][theft] = amount
    made: list[tuple[int, ...]] = []
    thefts: list[int] = []
    index_of = {int(order): at for at, order in enumerate(moved["order"].tolist()) if order >= 0}
    for account, amounts in sorted(held.items()):
        if mess.rng.random() >= MESS["returned"]["rate"]:
            continue
        touching = (moved["from_account"] == account) | (moved["to_account"] == account)
        ts = int(moved["credit_ts"][touching].max())
        balance = int(mess.region.opening[account])
        balance += int(moved["amount"][moved["to_account"] == account].sum())
        balance -= int(moved["amount"][moved["from_account"] == account].sum())
        for theft, amount in amounts.items():
            ts += int(mess.rng.integers(600, 2 * _HOUR))
            victim = run.orders[theft].from_account
            if ts >= _last(mess) - _HOUR or amount > balance or victim == account:
                break
            balance -= amount
            made.append(_send_back(mess, ts, account, theft, amount))
            thefts.append(index_of[theft])
    return np.array(made, dtype=TRANSFER), np.array(thefts, dtype=np.int64)


def _send_back(mess: Mess, ts: int, account: int, theft: int, amount: int) -> tuple[int, ...]:
    """Order a payment back to the victim and let its money end there."""
    run, world = mess.region.run, mess.region.world
    stolen = run.orders[theft]
    victim, payee = stolen.parcels[0].victim, stolen.from_account
    inside = world.accounts[account].bank == world.accounts[payee].bank
    arrives = ts if inside else ts + int(mess.rng.integers(2, 45))
    parcels = (Parcel(victim, theft, amount),)
    run.orders.append(Order(ts, arrives, account, payee, amount, "returned", parcels))
    for ends, key in ((run.ends, victim), (run.theft_ends, theft)):
        ends[key, "held", account] -= amount
        ends[key, "returned", payee] += amount
        if not ends[key, "held", account]:
            del ends[key, "held", account]
    note = int(mess.rng.integers(1_000, 10_000_000))
    return (ts, arrives, account, payee, amount, MANNER["returned"], note, len(run.orders) - 1)
