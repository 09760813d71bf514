"""When things happen, and how much is paid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from moneygraph.demo.ledger import DAY
from moneygraph.demo.world import Ints


def moments(
    rng: np.random.Generator, day: ArrayLike, first_hour: float = 8, last_hour: float = 23
) -> Ints:
    """Return a second on each of these days, between two hours, most often in the early evening."""
    days = np.asarray(day, dtype=np.int64)
    likely = first_hour + 0.7 * (last_hour - first_hour)
    hours = rng.triangular(first_hour, likely, last_hour, days.shape)
    return days * DAY + (hours * 3600).astype(np.int64)


def monthly(days: int, due: Ints) -> tuple[Ints, Ints]:
    """Return (index in `due`, day) of all due days in the period, a month counting 30 days."""
    months = np.arange(days // 30 + 1)
    day = (due[:, None] + 30 * months[None, :]).ravel()
    who = np.repeat(np.arange(due.size), months.size)
    inside = day < days
    return who[inside], day[inside]


def often(rng: np.random.Generator, people: Ints, days: int, a_month: ArrayLike) -> Ints:
    """Return people, each repeated as often as an event of rate `a_month` happens to them."""
    rate = np.broadcast_to(np.asarray(a_month, dtype=np.float64) * days / 30, people.shape)
    return np.repeat(people, rng.poisson(rate))


def tenge(amount: ArrayLike, step: int = 1) -> Ints:
    """Return tiyn, rounded to whole steps of tenge, at least one step."""
    steps = np.rint(np.asarray(amount, dtype=np.float64) / step).astype(np.int64)
    return np.maximum(steps, 1) * step * 100


def around(
    rng: np.random.Generator, typical: float, count: int, spread: float = 0.5, step: int = 1
) -> Ints:
    """Return that many amounts (tiyn) about a typical one in tenge."""
    return tenge(typical * rng.lognormal(0, spread, count), step)


def sums(amount: Ints, group: Ints, count: int) -> Ints:
    """Return the sum of amounts (tiyn) for each of `count` groups; `group` is the group of each."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, group, amount)
    return found


def pick(rng: np.random.Generator, items: Sequence[int] | Ints, count: int) -> Ints:
    """Return that many of the items, drawn with repetition."""
    return np.asarray(items, dtype=np.int64)[rng.integers(0, len(items), count)]
