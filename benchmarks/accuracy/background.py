"""Ordinary transfers, made up around labelled attempts.

What is assumed, all of it ours:

- The accounts of the attempts live an ordinary life too, as people, among `PEOPLE` others;
  `SHOPS` shops and `EMPLOYERS` employers are hubs.
- 49 days end with the attempts' last day, so that an account has a month of past before the first.
- A person pays 0.8 times a day: 60% to shops (9 of 10 to one of four usual ones, the rest to
  any, popular ones more), 33% to one of six usual payees, 7% to a person never meant before.
- Wages: each person has an employer, who pays twice, two weeks into each half of the 49 days.
- Bursts that look alike: 150 collections (8 to 24 people pay one person within three days), 150
  shared-out sums (one person pays 6 to 16 others within three days), 300 passings-on (what came
  from a person goes on to another within two days, at most a tenth less), 100 loans given back
  (the same amount within four days); 100 sellers whom 1 stranger a day pays.
- Amounts, currencies and minutes of the day are drawn from the attempts' own, so that neither
  size nor hour separates them; a payer keeps to one currency in 9 of 10 payments; 5% of
  payments are exchanged, at `RATES` with 1% of noise. All are ACH: the format reveals nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PEOPLE = 12_000
SHOPS = 400
EMPLOYERS = 200
DAYS = 49
#: Units of a currency for one US dollar, autumn of 2022.
RATES = {
    "US Dollar": 1.0,
    "Euro": 0.8534,
    "Yuan": 6.6976,
    "Yen": 105.4,
    "Rupee": 73.444,
    "Ruble": 77.79,
    "UK Pound": 0.7744,
    "Swiss Franc": 0.915,
    "Canadian Dollar": 1.3194,
    "Australian Dollar": 1.4128,
    "Mexican Peso": 21.127,
    "Shekel": 3.377,
    "Brazil Real": 5.6465,
    "Saudi Riyal": 3.751,
    "Bitcoin": 0.0000842,
}
Ints = NDArray[np.int64]


@dataclass
class Life:
    """Ordinary transfers: payer, payee, minute since the first day, amount in dollars."""

    payer: Ints
    payee: Ints
    minute: Ints
    dollars: NDArray[np.float64]


def live(rng: np.random.Generator, people: int, minutes: Ints, dollars: Ints) -> Life:
    """Make the life of accounts 0..people-1, of the shops after them, then of the employers."""
    parts = [
        *_daily(rng, people),
        *_wages(rng, people),
        _sellers(rng, people),
        _burst(rng, people, 150, 8, 24, gather=True),
        _burst(rng, people, 150, 6, 16, gather=False),
    ]
    payer, payee, minute = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    minute = np.where(minute % 1440 == 0, minute + rng.choice(minutes, len(minute)), minute)
    drawn = rng.choice(dollars, len(payer)) * rng.uniform(0.9, 1.1, len(payer))
    return _passed(rng, people, Life(payer, payee, minute, drawn))


Part = tuple[Ints, Ints, Ints]


def _day(rng: np.random.Generator, count: int) -> Ints:
    return rng.integers(0, DAYS, count) * 1440


def _daily(rng: np.random.Generator, people: int) -> list[Part]:
    count = rng.poisson(0.8 * DAYS * people)
    who = rng.integers(0, people, count)
    kind = rng.random(count)
    weights = 1 / np.arange(1, SHOPS + 1)
    any_shop = people + rng.choice(SHOPS, count, p=weights / weights.sum())
    own_shops = people + rng.choice(SHOPS, (people, 4), p=weights / weights.sum())
    usual_shop = own_shops[who, rng.integers(0, 4, count)]
    friends = rng.integers(0, people, (people, 6))
    friend = friends[who, rng.integers(0, 6, count)]
    shop = np.where(rng.random(count) < 0.9, usual_shop, any_shop)
    person = np.where(kind < 0.93, friend, rng.integers(0, people, count))
    to = np.where(kind < 0.6, shop, person)
    kept = to != who
    return [(who[kept], to[kept], _day(rng, count)[kept])]


def _wages(rng: np.random.Generator, people: int) -> list[Part]:
    employer = people + SHOPS + rng.integers(0, EMPLOYERS, people)
    everyone = np.arange(people)
    return [(employer, everyone, np.full(people, day * 1440)) for day in (4, 18, 33, 47)]


def _sellers(rng: np.random.Generator, people: int) -> Part:
    count = 100 * DAYS
    payee = np.repeat(rng.choice(people, 100, replace=False), DAYS)
    payer = rng.integers(0, people, count)
    return payer[payer != payee], payee[payer != payee], _day(rng, count)[payer != payee]


def _burst(
    rng: np.random.Generator, people: int, bursts: int, least: int, most: int, *, gather: bool
) -> Part:
    sizes = rng.integers(least, most + 1, bursts)
    one = np.repeat(rng.integers(0, people, bursts), sizes)
    many = rng.integers(0, people, len(one))
    first = np.repeat(rng.integers(0, DAYS - 3, bursts), sizes)
    day = (first + rng.integers(0, 3, len(one))) * 1440
    kept = one != many
    one, many, day = one[kept], many[kept], day[kept]
    return (many, one, day) if gather else (one, many, day)


def _passed(rng: np.random.Generator, people: int, life: Life) -> Life:
    """Add what is passed on and what is given back."""
    between = np.flatnonzero((life.payer < people) & (life.payee < people))
    at = rng.choice(between, 400, replace=False)
    back = at[300:]
    to = np.concatenate([rng.integers(0, people, 300), life.payer[back]])
    wait = np.concatenate([rng.integers(1, 2880, 300), rng.integers(1, 5760, 100)])
    share = np.concatenate([rng.uniform(0.9, 1, 300), np.ones(100)])
    kept = to != life.payee[at]
    return Life(
        np.concatenate([life.payer, life.payee[at][kept]]),
        np.concatenate([life.payee, to[kept]]),
        np.concatenate([life.minute, (life.minute[at] + wait)[kept]]),
        np.concatenate([life.dollars, (life.dollars[at] * share)[kept]]),
    )
