"""What a case of a world compares a card with, in both rounds, and the points it then gives.

See `moneygraph.detect.queries.background`, which counts the same in a case.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.weights.worlds import Floats, World
from moneygraph.detect.queries.background import (
    Background,
    against,
    compared,
    likelier,
    one_here,
)
from moneygraph.detect.queries.card import Card, Indicator

Flags: TypeAlias = NDArray[np.bool_]
#: What an account begins with in a case of many, one in so many; see droppers.sql.
_BEGUN, _ONE_IN = -34.0, 2_500
#: From this sum on an account is suspected, and named: it is likelier than not.
EVEN: Final = 0.0


def score_of(card: Card, world: World) -> Floats:
    """Return the sum of points of each account in the second round, in decibans."""
    suspects = suspects_of(card, world)
    here = one_here(len(world.label), int(suspects.sum()), _ONE_IN)
    score: Floats = _sum_of(card, world, suspects) + likelier(_BEGUN, here)
    return score


def suspects_of(card: Card, world: World) -> Flags:
    """Tell which accounts the first round suspects, whom the second does not count."""
    suspects: Flags = _sum_of(card, world, None) >= EVEN
    return suspects


def points_of(card: Card, world: World, suspects: Flags | None = None) -> Floats:
    """Return the points of each account, against all but those suspected, by indicator."""
    here = against(card, background(card, world, suspects))
    return np.column_stack([_points(one, world.values[one.name]) for one in here.weighed])


def background(card: Card, world: World, suspects: Flags | None = None) -> Background:
    """Count what a case of a world would count of all accounts but those suspected."""
    everybody = _counted(card, world, np.ones(len(world.label), bool))
    return everybody if suspects is None else everybody.without(_counted(card, world, suspects))


def _counted(card: Card, world: World, among: Flags) -> Background:
    counts = {
        one.name: tuple(int((world.values[one.name][among] >= at).sum()) for at, _ in one.others)
        for one in compared(card)
    }
    return Background(int(among.sum()), counts)


def _sum_of(card: Card, world: World, suspects: Flags | None) -> Floats:
    total: Floats = points_of(card, world, suspects).sum(axis=1) + card.begin + _BEGUN
    return total


def _points(one: Indicator, value: Floats) -> Floats:
    is_seen = ~np.isnan(value) & (value >= (-np.inf if one.least is None else one.least))
    known = np.where(is_seen, value, 0.0)
    if one.steps:
        points = _stepped(one.steps, known)
    else:
        capped = np.minimum(known, np.inf if one.cap is None else one.cap)
        shaped = np.log1p(np.maximum(0, capped)) if one.shape == "log" else capped
        points = one.base + one.per * shaped
    if one.here:
        points = np.maximum(0, points + _stepped(one.here, known))
    return np.where(is_seen, points, 0.0)


def _stepped(steps: tuple[tuple[float, float], ...], value: Floats) -> Floats:
    at = [edge for edge, _ in steps]
    return np.array([0.0, *(points for _, points in steps)])[np.searchsorted(at, value, "right")]
