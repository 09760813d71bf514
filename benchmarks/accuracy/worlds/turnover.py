"""turnover: everybody turns money over quickly; how soon it goes on says nothing.

Truth: mules are paid once each by strangers, many of whom give all they have or a loan, and send
it on once each to strangers, exchanges and abroad. Everybody else is negative. Four in five people
send on 80 to 100% of whatever comes within a day: day labourers and drivers who are paid by
customers (strangers too) and send it home or draw it as cash, sellers who pay their suppliers in
the evening, people who move wages to an account at another bank, families that share what comes.
Half of the mules live such a life on the same account.
"""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.worlds.book import DAY, HOUR, NOBODY, Book, Floats, Ints
from benchmarks.accuracy.worlds.crime import Manner, rob, underworld
from benchmarks.accuracy.worlds.life import (
    deals,
    exits,
    friends,
    moments,
    often,
    others,
    pick,
    savings,
    shopping,
    sums,
    wages,
)

NAME, DAYS = "turnover", 80
PEOPLE, MULES = 4_000, 260
MANNERS = (
    (0.6, Manner("quick", (2, 6), (0.2, 4), 90_000, 0.65, 0.3, (0.1, 20), 2, 0.12, 0.2, 0.3, 0.1)),
    (
        0.4,
        Manner("amid others", (2, 5), (1, 6), 60_000, 0.6, 0.2, (0.5, 24), 3, 0.2, 0.2, 0.25, 0.1),
    ),
)


def make(seed: int) -> Book:
    """Plan the payments of a town that lives from hand to mouth."""
    rng, book = np.random.default_rng(seed), Book(NAME, DAYS)
    people = book.accounts(savings(rng, PEOPLE, 25_000), "person")
    earners, workers = people[: PEOPLE * 2 // 5], people[PEOPLE * 2 // 5 : PEOPLE * 4 // 5]
    sellers = people[PEOPLE * 4 // 5 :]
    book.become(workers, "day labourer")
    book.become(sellers, "seller")
    _move_wages(book, rng, earners)
    _work_by_day(book, rng, workers, people)
    _sell(book, rng, sellers, people)
    shopping(book, rng, people, 0.12, 3_000)
    friends(book, rng, people, 0.08, 6_000)
    deals(book, rng, people, 1_500, 60_000)
    world = underworld(book, rng, people)
    exits(book, rng, people, world.exchanges, 8_000)
    idle = book.accounts(savings(rng, MULES // 2, 2_000), "person")
    mules = rng.permutation(np.concatenate([idle, rng.choice(people, MULES // 2, replace=False)]))
    bounds = np.cumsum([0, *(round(share * MULES) for share, _ in MANNERS)])
    for (_, how), first, last in zip(MANNERS, bounds[:-1], bounds[1:], strict=True):
        rob(book, rng, np.sort(mules[first:last]), how, world)
    return book


def _turn_over(
    book: Book, rng: np.random.Generator, ts: Floats, got: Ints, who: Ints, known: Ints
) -> None:
    """Send 80 to 100% of a payment on within a day, to those one knows or to cash."""
    count = len(ts)
    share = rng.uniform(0.8, 1, count)
    is_split = rng.random(count) < 0.4
    first = np.where(is_split, share * rng.uniform(0.3, 0.7, count), share)
    for chosen, part in ((np.ones(count, bool), first), (is_split, share - first)):
        later = ts[chosen] + rng.exponential(5, chosen.sum()) * HOUR + 60
        is_cash = rng.random(chosen.sum()) < 0.3
        payee = np.where(is_cash, NOBODY, pick(rng, known[chosen]))
        for kind, way in (("cash_out", is_cash), ("transfer", ~is_cash)):
            book.pay(
                later[way], who[chosen][way], payee[way], 0, kind, of=got[chosen][way],
                share=part[chosen][way], round_to=100,
            )  # fmt: skip


def _move_wages(book: Book, rng: np.random.Generator, earners: Ints) -> None:
    """Wages, and what the family gives, go on: to an account elsewhere, to the family."""
    elsewhere = book.endless(len(earners))
    family = others(rng, earners, earners, 3)
    known = np.column_stack([elsewhere, family])
    firms, wage = book.endless(50), sums(rng, len(earners), 160_000, 0.45)
    payday = rng.integers(0, 10, len(earners))
    employer = rng.choice(firms, len(earners))
    for begin in range(0, DAYS, 10):
        ts = (begin + payday) * DAY + 9 * HOUR + rng.random(len(earners)) * 5 * HOUR
        got = book.pay(ts, employer, earners, wage // 3, "salary")
        _turn_over(book, rng, ts, got, earners, known)
    place = often(rng, np.arange(len(earners)), 0.06 * DAYS)
    ts, giver = moments(rng, len(place), DAYS), pick(rng, family[place])
    got = book.pay(ts, giver, earners[place], sums(rng, len(place), 25_000, 0.6))
    _turn_over(book, rng, ts, got, earners[place], known[place])


def _work_by_day(book: Book, rng: np.random.Generator, workers: Ints, people: Ints) -> None:
    """Customers pay for a job or a ride: some again and again, half of them once."""
    regular = others(rng, workers, people, 4)
    family = np.column_stack([book.endless(len(workers)), others(rng, workers, people, 3)])
    place = often(rng, np.arange(len(workers)), 0.2 * DAYS)
    is_once = rng.random(len(place)) < 0.5
    payer = np.where(is_once, rng.choice(people, len(place)), pick(rng, regular[place]))
    ts, amount = moments(rng, len(place), DAYS), sums(rng, len(place), 18_000, 0.8)
    got = book.pay(ts, payer, workers[place], amount)
    _turn_over(book, rng, ts, got, workers[place], family[place])


def _sell(book: Book, rng: np.random.Generator, sellers: Ints, people: Ints) -> None:
    """Strangers buy; what comes goes to two or three suppliers, or is drawn, within a day."""
    suppliers = others(rng, sellers, book.endless(120), 3)
    place = often(rng, np.arange(len(sellers)), 0.35 * DAYS)
    ts, amount = moments(rng, len(place), DAYS), sums(rng, len(place), 15_000, 1.0)
    got = book.pay(ts, rng.choice(people, len(place)), sellers[place], amount)
    _turn_over(book, rng, ts, got, sellers[place], suppliers[place])
    wages(book, rng, sellers[rng.random(len(sellers)) < 0.3], 90_000, 20)
