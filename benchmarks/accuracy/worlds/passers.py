"""passers: people who pass strangers' large sums on for a living, beside mules.

Truth: mules are paid by strangers, half of whom give nearly all they have or a loan, and send it
on within hours or days, once each, to strangers, to cash, exchanges and each other. Everybody else
is negative, above all those who pass on as a trade or a duty: realtors (rent and deposits of
strangers, to owners), car dealers (buyers' money to sellers and importers), notaries (whole sums
that wait for a signature), travel agents (strangers' money to carriers and hotels), foremen
(clients' money to their men and for material), and families who send all they earn to one of them.
Those who pay them mostly keep money and some pay again; those whom they pay keep most of it and
live normally. A passer lives on the account as everybody does. Two mules in three live such a life
too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.worlds.book import DAY, HOUR, Book, Ints
from benchmarks.accuracy.worlds.crime import Manner, rob, underworld
from benchmarks.accuracy.worlds.life import (
    bills,
    deals,
    exits,
    friends,
    moments,
    others,
    pick,
    savings,
    shopping,
    sums,
    wages,
)

NAME, DAYS = "passers", 84
PEOPLE, MULES, FAMILIES = 4_000, 260, 90
MANNERS = (
    (0.4, Manner("quick", (2, 5), (0.3, 5), 250_000, 0.5, 0.4, (0.1, 3), 2, 0.07, 0.3, 0.2, 0.1)),
    (0.25, Manner("slow", (2, 4), (2, 6), 250_000, 0.5, 0.3, (24, 96), 2, 0.07, 0.3, 0.2, 0.05)),
    (0.2, Manner("collector", (6, 15), (0.02, 0.3), 60_000, 0.4, 0.1, (6, 30), 2, 0.08, 0.4, 0.2)),
    (0.15, Manner("relay", (2, 4), (0.3, 3), 300_000, 0.5, 0.4, (0.1, 2), 1, 0.05, 0.1, 0.1, 0.8)),
)


@dataclass(frozen=True)
class Trade:
    """A living made by passing on.

    `deals` are as many a month at the most; `again` the share of payments by clients of before,
    `again_paid` that of payments to those who were paid before; `firms` the share paid to firms.
    """

    role: str
    people: int
    deals: int
    amount: float
    again: float
    stay_h: tuple[float, float]
    kept: tuple[float, float]
    parts: int
    again_paid: float
    firms: float


TRADES = (
    Trade("realtor", 50, 7, 220_000, 0.3, (0.5, 72), (0.04, 0.3), 1, 0.35, 0.1),
    Trade("car dealer", 45, 4, 1_500_000, 0.25, (1, 96), (0.02, 0.12), 2, 0.3, 0.4),
    Trade("notary", 40, 5, 900_000, 0.05, (2, 120), (0.005, 0.03), 1, 0.05, 0.1),
    Trade("travel agent", 50, 12, 160_000, 0.25, (0.3, 48), (0.05, 0.15), 1, 0.8, 0.7),
    Trade("foreman", 60, 3, 450_000, 0.4, (2, 120), (0.1, 0.35), 7, 0.9, 0.25),
)


def make(seed: int) -> Book:
    """Plan the payments of a town with trades."""
    rng, book = np.random.default_rng(seed), Book(NAME, DAYS)
    people = book.accounts(savings(rng, PEOPLE, 250_000), "person")
    wages(book, rng, people[rng.random(PEOPLE) < 0.75], 320_000)
    shopping(book, rng, people, 0.22, 5_000)
    bills(book, rng, people[rng.random(PEOPLE) < 0.5], 60_000)
    friends(book, rng, people, 0.15, 12_000)
    deals(book, rng, people, 1_500, 200_000)
    rich = book.accounts(savings(rng, 700, 2_500_000), "client")
    shopping(book, rng, rich, 0.25, 8_000)
    friends(book, rng, rich, 0.15, 20_000)
    free = rng.permutation(people)
    for trade in TRADES:
        traders, free = free[: trade.people], free[trade.people :]
        _ply(book, rng, traders, trade, np.concatenate([people, np.repeat(rich, 8)]), people)
    free = _share_purses(book, rng, free)
    world = underworld(book, rng, np.concatenate([people, rich]))
    exits(book, rng, people, world.exchanges, 20_000)
    idle = book.accounts(savings(rng, MULES // 3, 2_000), "person")
    mules = rng.permutation(np.concatenate([idle, free[: MULES - len(idle)]]))
    bounds = np.cumsum([0, *(round(share * MULES) for share, _ in MANNERS)])
    for (_, how), first, last in zip(MANNERS, bounds[:-1], bounds[1:], strict=True):
        rob(book, rng, np.sort(mules[first:last]), how, world)
    return book


def _ply(
    book: Book, rng: np.random.Generator, traders: Ints, trade: Trade, clients: Ints, people: Ints
) -> None:
    """Let clients pay traders, who pay on to those the money is for."""
    book.become(traders, trade.role)
    firms = book.endless(25)
    regular, usual = others(rng, traders, clients, 6), others(rng, traders, people, 8)
    usual_firms = others(rng, traders, firms, 3)
    counts = rng.integers(1, trade.deals + 1, len(traders)) * DAYS // 30
    at = np.repeat(np.arange(len(traders)), counts)
    ts = moments(rng, len(at), DAYS)
    client = np.where(
        rng.random(len(at)) < trade.again, pick(rng, regular[at]), rng.choice(clients, len(at))
    )
    amount = sums(rng, len(at), trade.amount, 0.6)
    borrows = rng.random(len(at)) < 0.08
    lender = book.endless(1)[0]
    book.pay(ts[borrows] - 2 * HOUR, lender, client[borrows], amount[borrows], "loan")
    empties = ~borrows & (rng.random(len(at)) < 0.06)
    share = np.where(empties, rng.uniform(0.85, 1, len(at)), 0)
    got = book.pay(ts, client, traders[at], amount, share=share, round_to=1000)
    parts = rng.integers(1, trade.parts + 1, len(at))
    each = np.repeat(np.arange(len(at)), parts)
    part = (1 - rng.uniform(*trade.kept, len(at)))[each] / parts[each]
    payee = np.where(
        rng.random(len(each)) < trade.again_paid, pick(rng, usual[at[each]]),
        rng.choice(people, len(each)),
    )  # fmt: skip
    payee = np.where(rng.random(len(each)) < trade.firms, pick(rng, usual_firms[at[each]]), payee)
    later = ts[each] + rng.uniform(*trade.stay_h, len(each)) * HOUR
    unit = np.where(rng.random(len(each)) < 0.7, 1000, 1)
    book.pay(later, traders[at[each]], payee, 0, of=got[each], share=part, round_to=unit)


def _share_purses(book: Book, rng: np.random.Generator, free: Ints) -> Ints:
    """Let two to four of a family send all to one of them, who pays for everything."""
    keepers, free = free[:FAMILIES], free[FAMILIES:]
    book.become(keepers, "keeps a family's purse")
    school, seller = book.endless(5), rng.choice(free, FAMILIES)
    for keeper, shop in zip(keepers.tolist(), seller.tolist(), strict=True):
        members, free = free[: int(rng.integers(2, 5))], free[4:]
        for member in members.tolist():
            days = np.arange(rng.integers(0, 12), DAYS, rng.integers(7, 16))
            ts = days * DAY + rng.uniform(10, 22, len(days)) * HOUR
            got = book.pay(
                ts, member, keeper, 0, share=rng.uniform(0.5, 0.98, len(days)), round_to=500
            )
            later = ts + rng.uniform(0.2, 60, len(days)) * HOUR
            payee = np.where(rng.random(len(days)) < 0.5, rng.choice(school, len(days)), shop)
            payee = np.where(rng.random(len(days)) < 0.3, rng.choice(members, len(days)), payee)
            book.pay(
                later,
                keeper,
                payee,
                0,
                of=got,
                share=rng.uniform(0.5, 0.95, len(days)),
                round_to=100,
            )
    return free
