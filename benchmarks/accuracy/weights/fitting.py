"""Fits the points of a card to labelled worlds: a monotone additive model, each world alike.

Indicators that `others` compares are in two groups. *Stepped* ones get their points from the
worlds: of each value, how much more often droppers show at least that than accounts do, made
monotone. *Shaped* ones keep the shape that the card gives them, for values past what the worlds
hold, and are scaled. Both are seen against the background of each world, as `find` sees them. How
much each counts beside the others is fitted by logistic regression on all worlds together, with
weights that are never negative and are drawn towards those that the card has. *Given* ones keep
their points, and the others are fitted beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benchmarks.accuracy.weights.rounds import points_of
from benchmarks.accuracy.weights.worlds import OURS, Floats, World
from moneygraph.detect.queries.card import Card

#: Multiplies all that is fitted, as tails are smoothed: set so that in regions without crime fewer
#: than 0.3 of 1,000 owners are named.
STRETCH: Final = 1.6
#: How much of a background's change counts for an indicator that keeps its shape.
_SHAPED_WEIGHT: Final = 0.5
#: Regions of ours are what the card is for: what they weigh together, beside all others together.
_OURS_TIMES: Final = 2.5
#: The share of droppers in the weight of a world, and how much weights are drawn to the prior.
_SOUGHT, _DRAWN, _LEAST, _MOST = 0.02, 0.01, 0.05, 1.0
_STEP_PRIOR: Final = 0.2
_SMOOTH: Final = 4.0
_DECIBAN: Final = np.log(10) / 10


@dataclass(frozen=True)
class Fit:
    """A fitted card, and `weights` by indicator: what it is multiplied with, before `STRETCH`."""

    card: Card
    weights: dict[str, float]


def fit(
    card: Card, worlds: Sequence[World], stepped: Sequence[str], given: Sequence[str] = ()
) -> Fit:
    """Return the card with points fitted to worlds; raises no error of its own."""
    from scipy.optimize import minimize

    set_up = with_shares(card, worlds, stepped, given)
    names = [one.name for one in set_up.weighed]
    prior = np.array([_STEP_PRIOR if name in stepped else 1 / STRETCH for name in names])
    ours = sum(one.generator == OURS for one in worlds)
    times = _OURS_TIMES * (len(worlds) - ours) / max(1, ours)
    columns = [(points_of(set_up, one), one.label, _weights(one, times)) for one in worlds]
    size = len(names)

    def loss(at: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros(size + 1)
        for points, label, weight in columns:
            known = ~np.isnan(label)
            x, y, w = points[known] * _DECIBAN, label[known], weight[known]
            z = x @ at[:size] + at[size]
            total += float((w * (np.logaddexp(0, z) - y * z)).sum())
            error = w * (1 / (1 + np.exp(-z)) - y)
            slope += np.append(x.T @ error, error.sum())
        drawn = at[:size] - prior
        slope[:size] += 2 * _DRAWN * drawn
        return total + _DRAWN * float((drawn**2).sum()), slope

    limits = [(1 / STRETCH,) * 2 if name in given else (_LEAST, _MOST) for name in names]
    bounds = [*limits, (None, None)]
    found = minimize(loss, np.append(prior, 0), jac=True, bounds=bounds, method="L-BFGS-B").x
    begin = (found[size] + np.log((1 - _SOUGHT) / _SOUGHT)) / _DECIBAN
    weights = dict(zip(names, found[:size].tolist(), strict=True))
    return Fit(_scaled(set_up, weights, float(begin)), weights)


def _weights(world: World, ours: float) -> Floats:
    """Return what each account weighs: each world alike, droppers a fixed share of it."""
    sought, known = world.label == 1, ~np.isnan(world.label)
    times = ours if world.generator == OURS else 1.0
    many, few = max(1, (known & ~sought).sum()), max(1, sought.sum())
    return times * np.where(sought, _SOUGHT / few, (1 - _SOUGHT) / many)


def with_shares(
    card: Card, worlds: Sequence[World], stepped: Sequence[str], given: Sequence[str]
) -> Card:
    """Return the card with the shares of ordinary accounts, and what stepped ones then weigh.

    Those of shaped indicators are of our regions, which their shapes were set on.
    """
    changed = {}
    for one in card.weighed:
        if one.others:
            usual = [w for w in worlds if w.generator == OURS and one.name not in stepped] or worlds
            at = [edge for edge, _ in one.others]
            share = np.mean([_tail(world.values[one.name], at) for world in usual], axis=0)
            others = tuple(zip(at, np.minimum.accumulate(share).tolist(), strict=True))
            steps = _evidence(one.name, at, share, worlds) if one.name in stepped else one.steps
            weight = 1.0 if one.name in stepped else _SHAPED_WEIGHT
            weight = one.weight if one.name in given else weight
            changed[one.name] = replace(one, others=others, steps=steps, weight=weight)
    return replace(card, indicators={**card.indicators, **changed})


def _tail(value: Floats, at: list[float]) -> Floats:
    """Return the share of accounts with at least each value, never none."""
    return np.array([((value >= edge).sum() + 0.5) / (len(value) + 1) for edge in at])


def _evidence(
    name: str, at: list[float], share: Floats, worlds: Sequence[World]
) -> tuple[tuple[float, float], ...]:
    """Return the weight of evidence from each value on, made to rise, from 0 below the first."""
    from scipy.optimize import isotonic_regression

    rows = [np.searchsorted(at, w.values[name][w.label == 1], "right") for w in worlds]
    bins = len(at) + 1
    shares = [
        (np.bincount(row, minlength=bins) + _SMOOTH / bins) / (len(row) + _SMOOTH)
        for row in rows
        if len(row)
    ]
    sought = np.mean(shares, axis=0)
    tail = np.array([1.0, *share, 0.0])
    usual = np.maximum(tail[:-1] - tail[1:], 1e-5)
    evidence = np.clip(10 * np.log10(sought / usual), -20, 20)
    risen = isotonic_regression(evidence, weights=sought + usual).x
    return tuple(zip(at, (risen[1:] - risen[0]).tolist(), strict=True))


def _scaled(card: Card, weights: dict[str, float], begin: float) -> Card:
    indicators = dict(card.indicators)
    for name, weight in weights.items():
        one, times = indicators[name], weight * STRETCH
        indicators[name] = replace(
            one,
            base=round(one.base * times, 2),
            per=round(one.per * times, 2),
            steps=tuple((at, round(points * times, 1)) for at, points in one.steps),
            others=tuple((at, float(f"{share:.2g}")) for at, share in one.others),
            weight=round(one.weight * times, 2) if one.others else 1,
        )
    return replace(card, indicators=indicators, begin=round(begin * STRETCH, 1))
