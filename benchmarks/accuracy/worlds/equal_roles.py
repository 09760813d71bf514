"""equal-roles: accounts without roles, days for a clock, alerts of the shapes that AMLSim plants.

Truth: an alert is a fan in, a fan out, a cycle, a bipartite graph, a stack, a gather-scatter or a
scatter-gather of payments of similar amounts within one to two weeks. Positive are the accounts
that an alert is about: the middle of a fan and of a gather-scatter, all of a cycle and of a
bipartite graph, and those of a stack and a scatter-gather that are paid and pay. The others in an
alert (those at the ends of a fan, of a stack, of a scatter-gather) are left out.

Nothing else is known: no names, kinds, wages, shops or cash. Everybody else is negative. Accounts
pay along lasting ties, whose number differs much between accounts, in the ways of ordinary life
that AMLSim knows: now and then, at regular intervals, in turns, on to a third, to all ties at
once, from all ties at once. Amounts of alerts are drawn as those of ordinary life are.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from benchmarks.accuracy.worlds.book import DAY, Book, Ints
from benchmarks.accuracy.worlds.life import others

NAME, DAYS = "equal-roles", 90
ACCOUNTS, TIES = 5_000, 12
MEDIAN, SIGMA = 40_000, 0.9
#: How many alerts of each shape.
ALERTS: Final = {
    "fan in": 38, "fan out": 38, "cycle": 9, "bipartite": 7, "stack": 11, "gather scatter": 38,
    "scatter gather": 10,
}  # fmt: skip
#: A payment of an alert: who pays whom (places in the alert), and how late in it (0 to 1).
Shape = tuple[list[tuple[int, int, float, float]], set[int], int]


def make(seed: int) -> Book:
    """Plan the payments of a world of equal accounts."""
    rng, book = np.random.default_rng(seed), Book(NAME, DAYS)
    accounts = book.endless(ACCOUNTS, "account")
    weight = rng.pareto(1.6, ACCOUNTS) + 0.3
    popular = rng.choice(accounts, 20_000, p=weight / weight.sum())
    _live(book, rng, accounts, others(rng, accounts, popular, TIES), weight)
    left = rng.permutation(accounts)
    for pattern, count in ALERTS.items():
        for _ in range(count):
            moves, positive, size = _shape(rng, pattern)
            members, left = left[:size], left[size:]
            _alert(book, rng, members, moves, pattern)
            book.criminals.update(members[sorted(positive)].tolist())
            for one in set(range(size)) - positive:
                del book.roles[int(members[one])]
    return book


def _amounts(rng: np.random.Generator, count: int) -> Ints:
    return np.asarray(np.exp(rng.normal(np.log(MEDIAN), SIGMA, count)), dtype=np.int64)


def _live(book: Book, rng: np.random.Generator, accounts: Ints, ties: Ints, weight: Ints) -> None:
    """Pay now and then, at regular intervals, in turns, on, to all, and from all."""
    # now and then
    counts = rng.poisson(np.minimum(weight, 8) * 5)
    at = np.repeat(np.arange(ACCOUNTS), counts)
    payee = ties[at, rng.integers(0, TIES, len(at))]
    book.pay(rng.integers(0, DAYS, len(at)) * DAY, accounts[at], payee, _amounts(rng, len(at)))
    # at regular intervals, and in turns
    for step, share, back in (
        (7, 0.15, False),
        (15, 0.2, False),
        (30, 0.3, False),
        (10, 0.12, True),
    ):
        at = np.flatnonzero(rng.random(ACCOUNTS) < share)
        sent, begin = _amounts(rng, len(at)), rng.integers(0, step, len(at))
        for turn, day in enumerate(range(0, DAYS, step)):
            sides = (accounts[at], ties[at, 0])
            payer, payee = sides[::-1] if back and turn % 2 else sides
            book.pay((begin + day) * DAY, payer, payee, sent)
    # on to a third, within days
    at = rng.integers(0, ACCOUNTS, ACCOUNTS)
    ts, middle = rng.integers(0, DAYS, len(at)), ties[at, 1]
    got = book.pay(ts * DAY, accounts[at], middle, _amounts(rng, len(at)))
    third = ties[middle - accounts[0], 2]
    later = (ts + rng.integers(0, 6, len(at))) * DAY
    book.pay(later, middle, third, of=got, share=rng.uniform(0.5, 1, len(at)))
    # to all ties, from all ties
    for outward in (True, False):
        at = np.repeat(rng.integers(0, ACCOUNTS, ACCOUNTS // 12), TIES // 2)
        tie = ties[at, np.tile(np.arange(3, 3 + TIES // 2), len(at) // (TIES // 2))]
        begin = np.repeat(rng.integers(0, DAYS, len(at) // (TIES // 2)), TIES // 2)
        ts = (begin + rng.integers(0, 8, len(at))) * DAY
        payer, payee = (accounts[at], tie) if outward else (tie, accounts[at])
        book.pay(ts, payer, payee, _amounts(rng, len(at)))


def _alert(
    book: Book, rng: np.random.Generator, members: Ints, moves: list[tuple[int, int, float, float]],
    pattern: str,
) -> None:  # fmt: skip
    length = int(rng.integers(6, 15))
    begin = int(rng.integers(0, DAYS - length))
    base = float(_amounts(rng, 1)[0])
    for payer, payee, late, times in moves:
        day = begin + round(late * length)
        amount = round(base * times * rng.uniform(0.9, 1))
        book.pay(day * DAY, members[payer], members[payee], amount, pattern=pattern)


def _shape(rng: np.random.Generator, pattern: str) -> Shape:
    """Return the payments of an alert, its positive members, and how many members it has."""
    count = int(rng.integers(4, 9))
    late = np.sort(rng.random(count)).tolist()
    ends = range(1, count + 1)
    if pattern == "fan in":
        return [(one, 0, late[one - 1], 1) for one in ends], {0}, count + 1
    if pattern == "fan out":
        return [(0, one, late[one - 1], 1) for one in ends], {0}, count + 1
    if pattern == "cycle":
        moves = [(at, (at + 1) % count, late[at], 0.97**at) for at in range(count)]
        return moves, set(range(count)), count
    if pattern == "gather scatter":
        half = count // 2 + 1
        moves = [(one, 0, late[one % count] / 2, 1) for one in range(1, half + 1)]
        moves += [(0, half + one, 0.5 + late[one % count] / 2, 1) for one in range(1, half + 1)]
        return moves, {0}, 2 * half + 1
    if pattern == "scatter gather":
        moves = [(0, one, late[one - 1] / 2, 1) for one in ends]
        moves += [(one, count + 1, 0.5 + late[one - 1] / 2, 0.97) for one in ends]
        return moves, set(ends), count + 2
    layers = [range(3), range(3, 6), range(6, 9)][: 2 if pattern == "bipartite" else 3]
    moves = [
        (payer, payee, (depth + rng.random()) / 2, 1)
        for depth, (first, second) in enumerate(pairwise(layers))
        for payer in first
        for payee in second
    ]
    positive = set(range(6)) if pattern == "bipartite" else set(layers[1])
    return moves, positive, 3 * len(layers)
