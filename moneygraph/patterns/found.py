"""Finds the shapes of a case and how much each surprises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygraph.hops.kernel import Int32s
from moneygraph.patterns.chance import alike_by_chance, closing, crowding, oddity, rarity
from moneygraph.patterns.circles import find_circles
from moneygraph.patterns.fans import Fans, find_fans, pair_fans
from moneygraph.patterns.meetings import Meetings
from moneygraph.patterns.passes import find_passes
from moneygraph.patterns.payments import Floats
from moneygraph.patterns.ragged import Lists, side_by_side
from moneygraph.patterns.runs import find_runs
from moneygraph.patterns.shapes import Shapes, joined, shapes_of
from moneygraph.patterns.through import find_through

# What comes off a surprise, in nats, because innocent people make such shapes too, and more
# often than chance does. Set on labelled attempts among ordinary life, and on made-up regions.
#: A wedding, a new shop, a bill that is shared out.
ONE_SIDE = 14.0
#: Somebody who is paid by some and pays others.
BOTH_SIDES = 2.0
#: A purchase for somebody else.
PASSED_ON = 16.0
#: A loan given back, a circle of two.
GIVEN_BACK = 6.0
#: Friends who pay each other through friends; what each middle one adds.
THROUGH, MIDDLE = 4.0, 3.3
#: Whoever meets so many strangers in the time of a fan is a shop or an employer to others.
OFTEN = 3.0


@dataclass(frozen=True)
class Asked:
    """What is looked for: times in microseconds, least parts as shares, fewest strangers."""

    within: int
    stay: int
    past: int
    alike: float
    alike_through: float
    fan: int


def find_shapes(met: Meetings, asked: Asked) -> Shapes:
    """Find all shapes among first meetings, more than are told."""
    chance = alike_by_chance(met)
    passed_on = _passed_on(met, asked, chance)
    return joined(*_fans(met, asked, chance), *passed_on, _circles(met, asked, chance))


def _fans(met: Meetings, asked: Asked, chance: Floats) -> list[Shapes]:
    often = OFTEN * met.length / max(1, asked.within)
    come = met.ins.only(met.outs.sizes[met.payer] < often)
    gone = met.outs.only(met.ins.sizes[met.payee] < often)
    ins = find_fans(come, met.credit_ts, asked.within, met.length, asked.fan)
    outs = find_fans(gone, met.ts, asked.within, met.length, asked.fan)
    windows = np.log(max(1, len(met.ids)))  # each meeting may end one
    many_in = crowding(ins, met.size_in, asked.alike) - windows
    many_out = crowding(outs, met.size_out, asked.alike) - windows
    pair_in, pair_out = pair_fans(ins, outs, asked.within)
    came, went = ins.meetings.picked(pair_in), outs.meetings.picked(pair_out)
    many = many_in[pair_in] + many_out[pair_out]
    return [
        _one_side("fan-in", "senders", ins, many_in, pair_in),
        _one_side("fan-out", "receivers", outs, many_out, pair_out),
        _both_sides(met, came, went, many, chance),
    ]


def _one_side(pattern: str, number: str, fans: Fans, many: Floats, paired: Int32s) -> Shapes:
    alone = np.ones(len(fans.account), np.bool_)
    alone[paired] = False
    some = fans.meetings.picked(np.flatnonzero(alone))
    said: dict[str, Floats | Int32s] = {number: some.sizes, "usual": fans.usual[alone]}
    return shapes_of(pattern, some, many[alone] - ONE_SIDE, **said)


def _both_sides(met: Meetings, came: Lists, went: Lists, many: Floats, chance: Floats) -> Shapes:
    """Make shapes of fans that follow each other; that as much goes as came adds to them."""
    come, gone = came.sums(np.exp(met.size_in)), went.sums(np.exp(met.size_out))
    surprise = many + rarity(chance, np.abs(np.log(come) - np.log(gone))) - BOTH_SIDES
    both = side_by_side(came, went)
    return shapes_of("gather-scatter", both, surprise, senders=came.sizes, receivers=went.sizes)


def _passed_on(met: Meetings, asked: Asked, chance: Floats) -> list[Shapes]:
    passes = find_passes(met, asked.stay, min(asked.alike, asked.alike_through))
    near = passes.alike(asked.alike)
    runs, odd = find_runs(near, oddity(met, near, chance, asked.stay), len(met.ids))
    through = find_through(met, passes.alike(asked.alike_through))
    middles = through.sizes // 2
    many: Floats = middles * np.float64(MIDDLE) - THROUGH
    return [
        shapes_of("run", runs, odd - PASSED_ON, run=runs.sizes),
        shapes_of("scatter-gather", through, many, middles=middles),
    ]


def _circles(met: Meetings, asked: Asked, chance: Floats) -> Shapes:
    circles = find_circles(met, asked.within)
    surprise = closing(met, circles, chance, asked.within)
    surprise -= np.where(circles.sizes == 2, GIVEN_BACK, 0.0)
    return shapes_of("cycle", circles, surprise, circle=circles.sizes)
