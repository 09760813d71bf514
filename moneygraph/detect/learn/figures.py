"""The figures that a model's file holds: how good it is on held-out time, and what it learnt."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

from moneygraph.store.untrusted import Text, Untrusted

#: Larger numbers are none of ours, and would be infinite in the 32 bits that trees are kept in.
MOST: Final = 10**18
Whole = Annotated[int, Meta(ge=-MOST, le=MOST)]
Finite = Annotated[float, Meta(ge=-MOST, le=MOST)]

#: Why there are no figures of held-out time: too few labels before the cut, or none after it.
LACKING: Final = ("few_early", "none_late")


class Counts(Untrusted, frozen=True):
    """Accounts, or transfers, that labels name, and how many of them are positive."""

    guilty: Whole
    accounts: Whole | None = None
    transfers: Whole | None = None


class Bin(Untrusted, frozen=True):
    """What has a score between two values: the share predicted, and the share seen."""

    least: Finite
    most: Finite
    predicted: Finite
    seen: Finite
    accounts: Whole | None = None
    transfers: Whole | None = None


class AveragePrecision(Untrusted, frozen=True):
    """By the model, by points, by the best feature alone."""

    model: Finite
    points: Finite
    feature: Finite


class Budget(Untrusted, frozen=True):
    """The precision of so many alerts, by the same three."""

    alerts: Whole
    model: Finite
    points: Finite
    feature: Finite


class HeldOut(Untrusted, frozen=True):
    """How good a model of the earlier time is on the later; `feature` is the best one alone."""

    learnt_from: Counts
    judged_on: Counts
    average_precision: AveragePrecision
    feature: Text
    precision: list[Budget]
    calibration: list[Bin]


class LearntFeature(Untrusted, frozen=True):
    """A feature that counts: its direction (1 more, -1 less, 0 either) and points (decibans).

    `ahead`, of a model of transfers: it looks at what came after the transfer.
    """

    feature: Text
    direction: Whole
    points: Finite
    ahead: bool | None = None


class Figures(Untrusted, frozen=True):
    """All figures of a model; where none are held out, `lacking` is one of ``LACKING``."""

    all: Counts
    held_out: HeldOut | None
    lacking: Text | None
    learnt: list[LearntFeature]
