"""mobile-money: nearly everything is cash paid in or taken out at agents; few keep money.

Truth: mules are paid by strangers who were talked into it or whose SIM card was taken over, and
take it out at agents, or share it out among others of the ring who do. Everybody else is negative:
relatives who take out all that is sent to them within the hour, wage earners who take all out on
payday, stall keepers who are paid by passers-by and take the day's money out in the evening,
people who sell a cow to a stranger and take all of it out, victims, and agents. Half of the mules
live as such people too. Agents are seen: cash comes from their numbers and goes to them, and they
buy e-money of each other and of a few large ones.
"""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.worlds.book import DAY, HOUR, Book, Bools, Floats, Ints
from benchmarks.accuracy.worlds.crime import Manner, Underworld, rob
from benchmarks.accuracy.worlds.life import (
    CONTACTS,
    day_time,
    moments,
    often,
    others,
    pick,
    savings,
    shopping,
    sums,
    wages,
)

NAME, DAYS = "mobile-money", 80
PEOPLE, AGENTS, MULES = 5_000, 140, 260
MANNERS = (
    (0.55, Manner("takes out", (2, 8), (0.02, 2.5), 45_000, 0.6, 0, (0.05, 3), 3, 0.06, 1, 0)),
    (
        0.25,
        Manner("shares out", (2, 6), (0.02, 1.5), 70_000, 0.6, 0, (0.02, 2), 4, 0.05, 0.2, 0, 0.6),
    ),
    (
        0.2,
        Manner("takes out late", (2, 6), (0.5, 3), 45_000, 0.5, 0, (12, 40), 2, 0.1, 0.9, 0, 0.1),
    ),
)


def make(seed: int) -> Book:
    """Plan the payments of a country of mobile money."""
    rng, book = np.random.default_rng(seed), Book(NAME, DAYS)
    people = book.accounts(savings(rng, PEOPLE, 15_000), "person")
    agents = book.endless(AGENTS, "agent")
    near = others(rng, people, agents, 3)
    kinds = rng.choice(5, PEOPLE, p=[0.4, 0.3, 0.12, 0.08, 0.1])
    book.become(people[kinds == 3], "stall keeper")
    _send_home(book, rng, people, near, kinds)
    _earn(book, rng, people[kinds == 2], near[kinds == 2])
    _keep_stalls(book, rng, people, near, kinds == 3)
    shopping(book, rng, people, 0.03, 3_000, 60)
    _sell_cattle(book, rng, people, near, 900)
    _float(book, rng, agents)
    _crime(book, rng, people, agents)
    return book


def _take_out(
    book: Book, rng: np.random.Generator, ts: Floats, who: Ints, near: Ints, hours: float
) -> None:
    """Take out all there is, mostly soon."""
    later = ts + rng.exponential(hours, len(ts)) * HOUR + 120
    share = np.where(rng.random(len(ts)) < 0.7, 0.995, rng.uniform(0.5, 0.98, len(ts)))
    book.pay(later, who, pick(rng, near), 0, "cash_out", share=share, round_to=100)


def _send_home(book: Book, rng: np.random.Generator, people: Ints, near: Ints, kinds: Ints) -> None:
    """Some pay in cash and send it to relatives at once, who take it out."""
    senders, home = np.flatnonzero(kinds == 1), np.flatnonzero(kinds != 1)
    relatives = others(rng, senders, home, CONTACTS)
    place = often(rng, np.arange(len(senders)), 0.16 * DAYS)
    ts, payer, payee = moments(rng, len(place), DAYS), senders[place], pick(rng, relatives[place])
    amount = sums(rng, len(place), 12_000, 0.9)
    book.pay(ts, pick(rng, near[payer]), people[payer], amount + 200, "cash_in")
    book.pay(ts + rng.exponential(600, len(ts)) + 30, people[payer], people[payee], amount)
    _take_out(book, rng, ts + 900, people[payee], near[payee], 3)


def _earn(book: Book, rng: np.random.Generator, people: Ints, near: Ints) -> None:
    """Plantations pay wages, taken out in the hours after."""
    wages(book, rng, people, 55_000, 25)
    for day in range(DAYS):
        some = rng.random(len(people)) < 0.3
        ts = day * DAY + 13 * HOUR + rng.random(some.sum()) * 5 * HOUR
        _take_out(book, rng, ts, people[some], near[some], 1)


def _keep_stalls(
    book: Book, rng: np.random.Generator, people: Ints, near: Ints, stalls: Bools
) -> None:
    """Passers-by pay in cash and pay stalls, which take the day's money out in the evening."""
    keepers = np.flatnonzero(stalls)
    sale = often(rng, keepers, 0.9 * DAYS)
    buyer = rng.choice(PEOPLE, len(sale))
    ts, amount = moments(rng, len(sale), DAYS), sums(rng, len(sale), 4_000, 0.8)
    book.pay(ts - 300, pick(rng, near[buyer]), people[buyer], amount + 50, "cash_in")
    book.pay(ts, people[buyer], people[sale], amount)
    evenings = np.repeat(keepers, DAYS // 2)
    ts = rng.integers(0, DAYS, len(evenings)) * DAY + rng.uniform(18, 22, len(evenings)) * HOUR
    _take_out(book, rng, ts, people[evenings], near[evenings], 0.5)


def _sell_cattle(
    book: Book, rng: np.random.Generator, people: Ints, near: Ints, count: int
) -> None:
    """A stranger pays in a large sum and pays it for a cow; the seller takes it out."""
    buyer, seller = rng.choice(PEOPLE, (2, count))
    ts, amount = moments(rng, count, DAYS), sums(rng, count, 60_000, 0.5)
    book.pay(ts - 900, pick(rng, near[buyer]), people[buyer], amount + 300, "cash_in")
    book.pay(ts, people[buyer], people[seller], amount)
    _take_out(book, rng, ts, people[seller], near[seller], 6)


def _float(book: Book, rng: np.random.Generator, agents: Ints) -> None:
    """Agents buy e-money of large agents and sell it to each other."""
    large = book.endless(5, "agent")
    payer = rng.choice(np.concatenate([agents, large]), AGENTS * DAYS // 3)
    payee = np.where(
        rng.random(len(payer)) < 0.7, rng.choice(large, len(payer)), rng.choice(agents, len(payer))
    )
    ts, amount = moments(rng, len(payer), DAYS), sums(rng, len(payer), 400_000, 0.6)
    book.pay(ts, payer, payee, amount)


def _crime(book: Book, rng: np.random.Generator, people: Ints, agents: Ints) -> None:
    """Victims pay in what they are told to, or lose what lies on the account."""
    fresh = book.accounts(savings(rng, MULES // 2, 500), "person")
    mules = rng.permutation(np.concatenate([fresh, rng.choice(people, MULES // 2, replace=False)]))
    savers = book.accounts(savings(rng, 900, 60_000), "person")
    payer = often(rng, savers, 0.08 * DAYS)
    book.pay(
        moments(rng, len(payer), DAYS),
        rng.choice(agents, len(payer)),
        payer,
        sums(rng, len(payer), 15_000, 0.8),
        "cash_in",
    )
    ts = np.floor(moments(rng, len(payer) // 2, DAYS) / DAY) * DAY + day_time(rng, len(payer) // 2)
    book.pay(ts, payer[: len(ts)], rng.choice(people, len(ts)), sums(rng, len(ts), 8_000, 0.8))
    world = Underworld(savers, book.endless(2), agents, agents, people)
    bounds = np.cumsum([0, *(round(share * MULES) for share, _ in MANNERS)])
    for (_, how), first, last in zip(MANNERS, bounds[:-1], bounds[1:], strict=True):
        rob(book, rng, np.sort(mules[first:last]), how, world)
