"""daily: of every payment only the day is known; mules pass on the same day or the next.

Truth: mules are paid by strangers, two to nine times within weeks, and pay on to strangers, to
each other, to cash and exchanges, on the same or the next day. Everybody else is negative: people
with wages, shops, bills, friends, and large deals with strangers after which half pay on within a
week. Two mules in three live such a life on the same account.
"""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.worlds.book import Book
from benchmarks.accuracy.worlds.crime import Manner, rob, underworld
from benchmarks.accuracy.worlds.life import bills, deals, exits, friends, savings, shopping, wages

NAME, DAYS = "daily", 84
PEOPLE, MULES = 4_000, 260
MANNERS = (
    (
        0.45,
        Manner("same day", (2, 7), (1, 5), 180_000, 0.4, 0.3, (0.1, 8), 3, 0.1, 0.3, 0.15, 0.15),
    ),
    (0.4, Manner("next day", (2, 6), (2, 6), 180_000, 0.4, 0.3, (14, 34), 3, 0.1, 0.3, 0.15, 0.1)),
    (0.15, Manner("collector", (5, 9), (0.05, 0.4), 60_000, 0.4, 0.1, (18, 36), 2, 0.1, 0.3, 0.2)),
)


def make(seed: int) -> Book:
    """Plan the payments of a town whose exports know no time of day."""
    rng, book = np.random.default_rng(seed), Book(NAME, DAYS)
    people = book.accounts(savings(rng, PEOPLE, 120_000), "person")
    wages(book, rng, people[rng.random(PEOPLE) < 0.7], 280_000)
    shopping(book, rng, people, 0.25, 4_500)
    bills(book, rng, people[rng.random(PEOPLE) < 0.5], 45_000)
    friends(book, rng, people, 0.2, 12_000)
    deals(book, rng, people, 2_400, 150_000)
    world = underworld(book, rng, people)
    exits(book, rng, people, world.exchanges, 15_000)
    idle = book.accounts(savings(rng, MULES // 3, 2_000), "person")
    mules = rng.permutation(
        np.concatenate([idle, rng.choice(people, MULES - len(idle), replace=False)])
    )
    bounds = np.cumsum([0, *(round(share * MULES) for share, _ in MANNERS)])
    for (_, how), first, last in zip(MANNERS, bounds[:-1], bounds[1:], strict=True):
        rob(book, rng, np.sort(mules[first:last]), how, world)
    return book
