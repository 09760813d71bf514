"""What an attacker can change of a ring's payments in a made-up region, and what that costs.

An edit keeps what must hold: nobody pays before the money is there, and all sums arrive as before.
What would happen after the period's end is not in the region.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneygraph.demo.ledger import DAY, EDGE, Ledger, Transfers, in_order, openings
from moneygraph.demo.manners import SHOPS
from moneygraph.demo.region import Region
from moneygraph.demo.scams import touched
from moneygraph.demo.world import Ints

_HOUR = 3_600
_TENGE = 100
#: What a bank takes for a payment, in tiyn: of the fees in the demo, the middle.
FEE = 400 * _TENGE
_PAYMENT = (5_000, 40_000)


@dataclass(frozen=True)
class Edit:
    """What the attacker does: nothing, by default.

    `inject` is how much ordinary life each dropper gets, as a part of what it received; `merge`,
    for how many days payments between two accounts wait to become one; `parts`, into how many each
    is split, an hour apart; `delay`, for how many days at most money waits on each account
    besides; `hold`, for how many days at most victims wait before they pay.
    """

    inject: float = 0.0
    merge: float = 0.0
    parts: int = 1
    delay: float = 0.0
    hold: float = 0.0


@dataclass(frozen=True)
class Edited:
    """A region after an edit; `cost` is what it took as a part of the stolen sum, fees and goods.

    `lost` counts the ring's payments that would come after the period.
    """

    region: Region
    cost: float
    lost: int


class Scheme:
    """A ring's payments in order of time, and which earlier ones paid for each.

    `rows` are their places among the region's transfers. A payment needs those to its payer that
    hold a part of the same theft and came before it.
    """

    def __init__(self, region: Region) -> None:
        moved, orders = region.transfers, region.run.orders
        stolen = np.array([bool(order.parcels) for order in orders] + [False])
        self.rows: Ints = np.flatnonzero(stolen[moved["order"]])
        self.ts: Ints = moved["ts"][self.rows]
        self.credit: Ints = moved["credit_ts"][self.rows]
        self.payer: Ints = moved["from_account"][self.rows]
        self.payee: Ints = moved["to_account"][self.rows]
        self.amount: Ints = moved["amount"][self.rows]
        thefts = [
            {parcel.theft for parcel in orders[index].parcels}
            for index in moved["order"][self.rows].tolist()
        ]
        self.needs: list[list[int]] = []
        came: dict[int, list[int]] = defaultdict(list)
        for place, payer in enumerate(self.payer.tolist()):
            self.needs.append(
                [
                    one
                    for one in came[payer]
                    if self.credit[one] <= self.ts[place] and thefts[one] & thefts[place]
                ]
            )
            came[int(self.payee[place])].append(place)

    @property
    def is_theft(self) -> Ints:
        """Tell which payments are victims' own (0 or 1 each)."""
        return np.array([not needs for needs in self.needs], dtype=np.int64)

    def times(self, wait: Ints, not_before: Ints, tail: int) -> Ints:
        """Return when each payment is made, in seconds.

        `wait` is how much longer its money waits, `not_before` when it is made at the earliest,
        `tail` how long after its own time the last part of a payment leaves.
        """
        new = np.maximum(self.ts + np.where(self.is_theft == 1, wait, 0), not_before)
        for place, needs in enumerate(self.needs):
            for one in needs:
                stay = int(self.ts[place] - self.credit[one])
                there = int(new[one] + self.credit[one] - self.ts[one]) + tail
                new[place] = max(int(new[place]), there + stay + int(wait[place]))
        return new


def apply(region: Region, edit: Edit, seed: int) -> Edited:
    """Return the region as it would be after an edit."""
    rng, scheme = np.random.default_rng(seed), Scheme(region)
    stolen = int(scheme.amount[scheme.is_theft == 1].sum())
    tail = (edit.parts - 1) * _HOUR
    patience = dict(zip(scheme.payer.tolist(), rng.uniform(0.5, 1, scheme.rows.size), strict=True))
    days = np.where(scheme.is_theft == 1, edit.hold, edit.delay) * DAY
    patient = np.array([patience[payer] for payer in scheme.payer.tolist()])
    wait: Ints = (patient * days).astype(np.int64)
    times, batches = _merged(scheme, wait, tail, edit.merge)
    ring = np.concatenate(list(_parts(region, scheme, times, batches, edit.parts, rng)))
    over = region.world.days * DAY - EDGE
    kept = ring[ring["credit_ts"] < over]
    life, spent = _ordinary(region, scheme, edit.inject, rng)
    others = np.delete(region.transfers, scheme.rows)
    transfers = in_order(np.concatenate([others, kept, life]))
    opening = openings(transfers, region.world)
    ours = touched(region.cast)
    opening[ours] = region.opening[ours]
    cost = (spent + FEE * max(0, ring.size - scheme.rows.size)) / max(1, stolen)
    lost = int(ring.size - kept.size)
    return Edited(replace(region, transfers=transfers, opening=opening), cost, lost)


def _merged(scheme: Scheme, wait: Ints, tail: int, days: float) -> tuple[Ints, list[list[int]]]:
    """Return the time of each payment, and payments that become one at the time of the last."""
    early = np.zeros_like(scheme.ts)
    times = scheme.times(wait, early, tail)
    alone = [[place] for place in range(scheme.rows.size)]
    if not days:
        return times, alone
    batches = _batches(scheme, times, int(days * DAY))
    while True:  # to wait for the last moves what comes after it, until nothing moves
        for batch in batches:
            early[batch] = max(int(times[place]) for place in batch)
        after = scheme.times(wait, early, tail)
        if (after == times).all():
            return times, batches
        times = after


def _batches(scheme: Scheme, times: Ints, most: int) -> list[list[int]]:
    """Put payments of one pair together that are no further apart than `most` seconds.

    None that another of the batch helps to pay for, by whatever way.
    """
    open_: dict[tuple[int, int], list[int]] = {}
    batches: list[list[int]] = []
    for place in np.argsort(times, kind="stable").tolist():
        pair = int(scheme.payer[place]), int(scheme.payee[place])
        batch = open_.get(pair)
        if batch and times[place] - times[batch[0]] <= most and not _before(scheme, batch, place):
            batch.append(place)
        else:
            open_[pair] = batch = [place]
            batches.append(batch)
    return batches


def _before(scheme: Scheme, batch: Sequence[int], place: int) -> bool:
    seen, ahead = set(), list(scheme.needs[place])
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += scheme.needs[one]
    return bool(seen.intersection(batch))


def _parts(
    region: Region,
    scheme: Scheme,
    times: Ints,
    batches: list[list[int]],
    parts: int,
    rng: np.random.Generator,
) -> Iterator[Transfers]:
    """Yield the payments of each batch: one, or its parts."""
    for batch in batches:
        one = region.transfers[scheme.rows[batch[0]] :][:1].copy()
        last = batch[-1]
        total, lag = int(scheme.amount[batch].sum()), int(scheme.credit[last] - scheme.ts[last])
        rows = np.repeat(one, parts)
        cuts = total * np.cumsum(rng.dirichlet(np.full(parts, 4.0)))
        edges = np.concatenate([[0], cuts[:-1].astype(np.int64) // _TENGE * _TENGE, [total]])
        rows["amount"] = np.diff(edges)
        rows["ts"] = int(times[last]) + np.arange(parts) * _HOUR
        rows["credit_ts"] = rows["ts"] + lag
        rows["note"][1:] = rng.integers(1_000, 10_000_000, parts - 1)
        yield rows[rows["amount"] > 0]


def _ordinary(
    region: Region, scheme: Scheme, part: float, rng: np.random.Generator
) -> tuple[Transfers, int]:
    """Let each dropper be paid by people it knows and shop with that, and tell what was spent."""
    world, ledger, spent = region.world, Ledger(region.world), 0
    ledger.add("friend", [], [], [], [])
    friends = world.people.main[world.people.plain]
    shops = [world.having(f"merchant:{name}") for name in SHOPS]
    theft = scheme.is_theft == 1
    droppers = np.setdiff1d(scheme.payer[~theft], scheme.payer[theft])
    for account in droppers.tolist():
        received = scheme.payee == account
        budget, last = int(scheme.amount[received].sum() * part), int(scheme.ts[received].max())
        while budget > _PAYMENT[0] * _TENGE:
            amount = min(budget, int(rng.integers(*_PAYMENT)) * _TENGE)
            ts = int(rng.integers(EDGE, max(EDGE + 1, last)))
            shop = int(rng.choice(shops[int(rng.integers(len(shops)))]))
            ledger.add("friend", ts, int(rng.choice(friends)), account, amount)
            ledger.add("groceries", ts + int(rng.integers(1, 20)) * _HOUR, account, shop, amount)
            budget, spent = budget - amount, spent + amount
    return ledger.transfers(), spent
