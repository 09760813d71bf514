"""What chance makes in the case: how often payments are alike and shapes close, in nats."""

from __future__ import annotations

import numpy as np

from moneygraph.patterns.fans import Fans
from moneygraph.patterns.meetings import Meetings
from moneygraph.patterns.passes import Passes, width_of
from moneygraph.patterns.payments import Floats
from moneygraph.patterns.ragged import Lists

#: How many pairs of meetings are drawn to tell what is alike by chance.
DRAWN = 20_000


def alike_by_chance(met: Meetings) -> Floats:
    """Return in order how unlike pairs of meetings are that have nothing to do with each other."""
    count = len(met.ids)
    drawn = np.linspace(0, count - 1, min(count, DRAWN)).astype(np.int64)
    unlike = np.abs(met.size_in[drawn] - met.size_out[np.roll(drawn, max(1, len(drawn) // 3))])
    return np.sort(unlike[~np.isnan(unlike)])


def rarity(chance: Floats, unlike: Floats) -> Floats:
    """Return how rare it is by chance to be so alike; 0 where a size is not known."""
    share = (np.searchsorted(chance, unlike, side="right") + 1) / (len(chance) + 1)
    rare: Floats = np.where(np.isnan(unlike), 0.0, -np.log(share))
    return rare


def crowding(fans: Fans, sizes: Floats, alike: float) -> Floats:
    """Return how unlikely so many are in each fan at the usual rate (large deviations of Poisson).

    Payments that are alike in size count once: they are a price, or a collection.
    """
    count = fans.meetings.distinct(np.floor(sizes / width_of(alike)))
    return np.where(count > fans.usual, count * np.log(count / fans.usual) - count + fans.usual, 0)


def oddity(met: Meetings, passes: Passes, chance: Floats, stay: int) -> Floats:
    """Return how odd each pass is: how few so much alike chance makes in its middle account.

    Chance passes are many where strangers are many: in the middle, and less so before and
    after it (a sum that ends in a shop was spent).
    """
    paid, pays = met.ins.sizes, met.outs.sizes
    middle, source, sink = met.payee[passes.into], met.payer[passes.into], met.payee[passes.out]
    usual = np.log((paid[middle] - 0.5) * (pays[middle] - 0.5) * (stay / met.length))
    usual += np.log(pays[source] * paid[sink]) / 2
    odd: Floats = rarity(chance, passes.unlike) - usual
    return odd


def closing(met: Meetings, circles: Lists, chance: Floats, within: int) -> Floats:
    """Return how few circles through as many accounts of such habits chance would close."""
    ahead = np.ones(len(circles.values), np.bool_)
    ahead[circles.start[1:] - 1] = False
    joins = np.flatnonzero(ahead)
    into, out = circles.values[joins], circles.values[joins + 1]
    pays = (met.outs.sizes[met.payee[into]] - 0.5) * (within / met.length)
    odd = rarity(chance, np.abs(met.size_in[into] - met.size_out[out])) - np.log(pays)
    home = met.ins.sizes[met.payer[circles.first]] - 0.5
    closed: Floats = np.bincount(circles.numbers()[joins], odd, len(circles)) - np.log(home)
    return closed
