"""Droppers of several kinds, and people who look like them, amid the life of a made-up region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from benchmarks.accuracy.planter import DAY, HOUR, Planter


def _pass_on(town: Planter, kind: str, stay_h: tuple[float, float]) -> None:
    account, count = town.take(kind), town.rng.integers(2, 5)
    ts = town.begin(count * (4 * DAY if stay_h[1] > 24 else 2 * DAY))
    for payer in town.some(count):
        amount = town.rng.integers(150_000, 600_000)
        town.pay(ts, payer, account, amount)
        town.leave(
            ts + town.rng.uniform(*stay_h) * HOUR, account, amount * town.rng.uniform(0.93, 0.99)
        )
        ts += town.rng.uniform(1, 4) * DAY if stay_h[1] > 24 else town.rng.uniform(0.3, 2) * DAY


def quick(town: Planter) -> None:
    """Two to four sums of 150,000 to 600,000 leave within two hours each."""
    _pass_on(town, "quick", (0.1, 2))


def slow(town: Planter) -> None:
    """As many leave after one to four days; the next may come before the last has left."""
    _pass_on(town, "slow", (26, 96))


def _share_out(town: Planter, kind: str, amounts: Any, days: float, most: int) -> None:
    account, ts = town.gather(kind, amounts, days)
    ts += town.rng.uniform(0.5, 20) * HOUR
    parts = town.rng.integers(1, most + 1)
    for _ in range(parts):
        town.leave(ts, account, amounts.sum() * town.rng.uniform(0.9, 0.99) / parts)
        ts += town.rng.uniform(0.1, 2) * HOUR


def collector(town: Planter) -> None:
    """Six to nineteen sums of 25,000 to 110,000 within two days leave in one to three."""
    amounts = town.rng.integers(25_000, 110_000, town.rng.integers(6, 20))
    _share_out(town, "collector", amounts, town.rng.uniform(0.4, 2), 3)


def smurf(town: Planter) -> None:
    """Twenty to sixty sums of 3,000 to 15,000 within three days leave in one or two."""
    amounts = town.rng.integers(30, 150, town.rng.integers(20, 60)) * 100
    _share_out(town, "smurf", amounts, town.rng.uniform(0.4, 3), 2)


def relay(town: Planter) -> None:
    """One to three sums go through three accounts, an hour at most in each."""
    accounts, count = [town.take("relay") for _ in range(3)], town.rng.integers(1, 4)
    begin = town.begin(count * 2 * DAY)
    for payer in town.some(count):
        ts, amount = begin, float(town.rng.integers(200, 800) * 1000)
        town.pay(ts, payer, accounts[0], amount)
        for account, after in zip(accounts, [*accounts[1:], None], strict=True):
            ts += town.rng.uniform(0.05, 1) * HOUR
            amount *= town.rng.uniform(0.96, 0.995)
            if after is None:
                town.leave(ts, account, amount)
            else:
                town.pay(ts, account, after, amount)
        begin += town.rng.uniform(0.5, 2) * DAY


def school_class(town: Planter) -> None:
    """Parents pay the same within one to four days; all of it is paid on to one account."""
    count, share = town.rng.integers(15, 30), town.rng.integers(8, 40) * 500
    account, ts = town.gather("class", np.full(count, share), town.rng.uniform(1, 4))
    town.pay(ts + town.rng.uniform(1, 30) * HOUR, account, town.outside(), count * share)


def gift(town: Planter) -> None:
    """Colleagues pay nearly the same within a day; all of it is given to one person."""
    count, share = town.rng.integers(6, 15), town.rng.integers(2, 10) * 1000
    amounts = np.where(town.rng.random(count) < 0.7, share, 2 * share)
    account, ts = town.gather("gift", amounts, town.rng.uniform(0.3, 1))
    town.pay(ts + town.rng.uniform(1, 30) * HOUR, account, town.some(1)[0], amounts.sum())


def seller(town: Planter) -> None:
    """About two buyers a day; once a week half or more of it goes to one of two suppliers."""
    account, suppliers = town.take("seller"), [town.outside(), town.outside()]
    price, earned = town.rng.integers(4, 20) * 1000, 0.0
    for day, begin in enumerate(range(town.first, town.last, DAY)):
        for buyer in town.some(town.rng.poisson(2)):
            amount = price * town.rng.uniform(0.5, 2) // 100 * 100
            town.pay(begin + town.rng.uniform(9, 22) * HOUR, buyer, account, amount)
            earned += amount
        if day % 7 == 6 and earned:
            supplier = suppliers[town.rng.integers(2)]
            town.pay(begin + 23 * HOUR, account, supplier, earned * town.rng.uniform(0.5, 0.8))
            earned = 0.0


def changer(town: Planter) -> None:
    """Somebody sells a car and buys another within three days."""
    account, ts = town.take("changer"), town.begin(4 * DAY)
    price = town.rng.integers(10, 40) * 100_000
    town.pay(ts, town.some(1)[0], account, price)
    ts += town.rng.uniform(0.1, 3) * DAY
    town.pay(ts, account, town.some(1)[0], price * town.rng.uniform(0.8, 1.1))


def helper(town: Planter) -> None:
    """Once a month a relative sends money that is paid on to a third within two days."""
    account, relative, third = town.take("helper"), town.some(1)[0], town.outside()
    for begin in range(town.first + 3 * DAY, town.last - 4 * DAY, 30 * DAY):
        ts, amount = begin + town.rng.random() * DAY, town.rng.integers(60, 200) * 1000
        town.pay(ts, relative, account, amount)
        town.pay(ts + town.rng.uniform(0.1, 2) * DAY, account, third, amount)


DROPPERS: Final[tuple[Callable[[Planter], None], ...]] = (quick, slow, collector, smurf, relay)
LOOK_ALIKES: Final[tuple[Callable[[Planter], None], ...]] = (
    school_class, gift, seller, changer, helper,
)  # fmt: skip
