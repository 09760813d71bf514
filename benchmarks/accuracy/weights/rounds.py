"""What a case of a world compares a card with, in both rounds, and the points it then gives.

See `moneygraph.detect.queries.background`, which counts the same in a case.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from benchmarks.accuracy.weights.worlds import Floats, World
from moneygraph.detect.queries.background import (
    Background,
    against,
    compared,
    likelier,
    one_here,
)
from moneygraph.detect.queries.card import Card, Indicator

#: What an account begins with in a case of many, one in so many; see droppers.sql.
BEGUN: Final = -34.0
_ONE_IN: Final = 2_500


def suspecting(card: Card, world: World) -> World:
    """Return the world of the second round: with those suspected whom a card names in the first."""
    first = replace(world, suspected=np.zeros(len(world.label), bool))
    return replace(world, suspected=_sum_of(card, first) >= 0)


def score_of(card: Card, world: World) -> Floats:
    """Return the sum of points of each account in the second round, decibans."""
    second = suspecting(card, world)
    here = one_here(len(world.label), int(second.suspected.sum()), _ONE_IN)
    score: Floats = _sum_of(card, second) + likelier(BEGUN, here)
    return score


def points_of(card: Card, world: World) -> Floats:
    """Return the points of each account of a world, against its background, by indicator."""
    here = against(card, background(card, world))
    return np.column_stack([_points(one, world.values[one.name]) for one in here.weighed])


def background(card: Card, world: World) -> Background:
    """Count what a case of a world would count of all accounts but those suspected."""
    everybody = np.ones(len(world.label), bool)
    suspects = _counted(card, world, world.suspected)
    return _counted(card, world, everybody).without(suspects)


def _counted(card: Card, world: World, among: np.ndarray) -> Background:
    counts = {
        one.name: tuple(int((world.values[one.name][among] >= at).sum()) for at, _ in one.others)
        for one in compared(card)
    }
    return Background(int(among.sum()), counts)


def _sum_of(card: Card, world: World) -> Floats:
    total: Floats = points_of(card, world).sum(axis=1) + card.begin + BEGUN
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
