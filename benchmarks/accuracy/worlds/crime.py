"""Mules: paid by victims who are strangers to them, and what they do with it, in arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.worlds.book import DAY, HOUR, NOBODY, Book, Floats, Ints
from benchmarks.accuracy.worlds.life import day_time, sums


@dataclass(frozen=True)
class Manner:
    """How mules of one pattern work.

    `sums` is the fewest and the most payments that one gets, `gap_d` the days between two,
    `amount` the median in tenge, `emptied` the share of victims who give nearly all they have,
    `borrowed` the share who take a loan for it before. `stay_h` is how many hours money stays,
    `parts` into how many payments it goes at most, `kept` how much the mule keeps at most. Where it
    goes: `cash`, `exits` (exchanges, abroad), `onward` to another mule; the rest to strangers.
    """

    pattern: str
    sums: tuple[int, int]
    gap_d: tuple[float, float]
    amount: float
    emptied: float
    borrowed: float
    stay_h: tuple[float, float]
    parts: int
    kept: float
    cash: float
    exits: float
    onward: float = 0.0


@dataclass(frozen=True)
class Underworld:
    """Where victims come from and where money goes: accounts of each."""

    victims: Ints
    lenders: Ints
    cash: Ints
    exchanges: Ints
    outside: Ints


def rob(book: Book, rng: np.random.Generator, mules: Ints, how: Manner, world: Underworld) -> None:
    """Let victims pay mules, and mules pass it on."""
    book.criminals.update(mules.tolist())
    counts = rng.integers(how.sums[0], how.sums[1] + 1, len(mules))
    mule = np.repeat(mules, counts)
    ts = _times(rng, counts, how, book.days)
    got = _receive(book, rng, mule, ts, how, world)
    _pass_on(book, rng, mule, ts, got, how, world, mules)


def _times(rng: np.random.Generator, counts: Ints, how: Manner, days: int) -> Floats:
    gaps = rng.uniform(*how.gap_d, counts.sum())
    total = np.cumsum(gaps)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    since = total - total[first]
    length = np.repeat(since[np.cumsum(counts) - 1], counts)
    begin = np.repeat(rng.random(len(counts)), counts) * np.maximum(1, days - 2 - length)
    if how.gap_d[1] < 0.2:
        return np.asarray((begin + since) * DAY)
    return np.asarray(np.floor(begin + since) * DAY + day_time(rng, len(since)))


def _receive(
    book: Book, rng: np.random.Generator, mule: Ints, ts: Floats, how: Manner, world: Underworld
) -> Ints:
    count = len(mule)
    victim = rng.choice(world.victims, count)
    amount = sums(rng, count, how.amount, 0.6)
    borrows = rng.random(count) < how.borrowed
    lent = amount[borrows] * 1.02 // 1000 * 1000 + 1000
    lender = rng.choice(world.lenders, borrows.sum())
    book.pay(
        ts[borrows] - rng.uniform(0.05, 3, borrows.sum()) * HOUR,
        lender,
        victim[borrows],
        lent,
        "loan",
    )
    empties = ~borrows & (rng.random(count) < how.emptied)
    share = np.where(empties, rng.uniform(0.9, 1, count), 0)
    unit = np.where(rng.random(count) < 0.5, 1000, 1)
    return book.pay(ts, victim, mule, amount, share=share, round_to=unit, pattern=how.pattern)


def _pass_on(
    book: Book, rng: np.random.Generator, mule: Ints, ts: Floats, got: Ints, how: Manner,
    world: Underworld, mules: Ints,
) -> None:  # fmt: skip
    parts = rng.integers(1, how.parts + 1, len(mule))
    each = np.repeat(np.arange(len(mule)), parts)
    weight = rng.uniform(0.6, 1.4, len(each))
    whole = np.bincount(each, weight)[each]
    passed = (1 - rng.uniform(0, how.kept, len(mule)))[each]
    later = ts[each] + rng.uniform(*how.stay_h, len(each)) * HOUR
    way = rng.random(len(each))
    cash, exits = way < how.cash, (way >= how.cash) & (way < how.cash + how.exits)
    onward = ~cash & ~exits & (way < how.cash + how.exits + how.onward)
    payee = rng.choice(world.outside, len(each))
    payee = np.where(cash, rng.choice(world.cash, len(each)), payee)
    payee = np.where(exits, rng.choice(world.exchanges, len(each)), payee)
    # whoever comes next in the ring passes it on in his own time with all that he then has
    next_one = mules[(np.searchsorted(mules, mule[each]) + 1) % len(mules)]
    payee = np.where(onward, next_one, payee)
    for kind, chosen in (("cash_out", cash), ("transfer", ~cash)):
        book.pay(
            later[chosen], mule[each][chosen], payee[chosen], 0, kind, of=got[each][chosen],
            share=(passed * weight / whole)[chosen], round_to=1000 if kind == "cash_out" else 1,
            pattern=how.pattern,
        )  # fmt: skip
    relayed = rng.uniform(*how.stay_h, onward.sum()) * HOUR + later[onward]
    book.pay(
        relayed, next_one[onward], rng.choice(world.outside, onward.sum()), 0,
        of=got[each][onward], share=(passed * weight / whole * 0.97)[onward], pattern=how.pattern,
    )  # fmt: skip


def underworld(
    book: Book,
    rng: np.random.Generator,
    victims: Ints,
    exchange_names: tuple[str, ...] = ("Binance", "Bybit"),
) -> Underworld:
    """Make lenders, exchanges and strangers outside for a world."""
    exchanges = np.array([book.named(name) for name in exchange_names])
    return Underworld(
        rng.permutation(victims), book.endless(4), np.array([NOBODY]), exchanges, book.endless(600)
    )
