"""Transfers among friends and families, and between a person's own accounts."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import Ledger
from moneygraph.demo.life.clock import around, moments, often, pick, tenge
from moneygraph.demo.life.shopping import paying_account
from moneygraph.demo.world import World

_FRIENDS = 6


def help_friends(world: World, ledger: Ledger) -> None:
    """Each has a few friends; sums are small, now and then a debt is paid back."""
    rng, people = world.rng, world.people
    count = people.party.size
    friends = rng.integers(0, count, (count, _FRIENDS))
    who = often(rng, np.arange(count), world.days, 3)
    friend = friends[who, rng.integers(0, _FRIENDS, who.size)]
    large = rng.random(who.size) < 0.03
    amount = np.where(large, around(rng, 120_000, who.size, 0.6, 5_000), 0)
    amount = np.where(large, amount, around(rng, 6_000, who.size, 0.8, 100))
    ts = moments(rng, rng.integers(0, world.days, who.size))
    ledger.add("friend", ts, paying_account(world, who), people.main[friend], amount)


def support_family(world: World, ledger: Ledger) -> None:
    """Parents keep students week by week; the grown-up help the old once a month."""
    rng, people = world.rng, world.people
    workers = np.flatnonzero(people.group == "worker")
    students = np.flatnonzero(people.group == "student")
    parent = people.main[pick(rng, workers, people.party.size)]
    who = often(rng, students, world.days, 4)
    ts = moments(rng, rng.integers(0, world.days, who.size), 9, 22)
    amount = tenge(people.income[who] / 4 * rng.lognormal(0, 0.3, who.size), 500)
    ledger.add("family", ts, parent[who], people.main[who], amount)
    old = np.flatnonzero(people.group == "pensioner")
    who = often(rng, old[rng.random(old.size) < 0.4], world.days, 1)
    ts = moments(rng, rng.integers(0, world.days, who.size), 9, 22)
    help_ = around(rng, 30_000, who.size, 0.4, 1_000)
    ledger.add("family", ts, parent[who], people.main[who], help_)
    relatives = often(rng, people.take(rng, people.party.size // 70), world.days, 1)
    ts = moments(rng, rng.integers(0, world.days, relatives.size), 9, 20)
    sent = around(rng, 70_000, relatives.size, 0.4, 1_000)
    abroad = pick(rng, world.having("abroad"), relatives.size)
    ledger.add("abroad", ts, people.main[relatives], abroad, sent)


def move_own_money(world: World, ledger: Ledger) -> None:
    """People move money to their account at another bank and back, and put some aside."""
    rng, people = world.rng, world.people
    for other, manner in ((people.second, "own"), (people.deposit, "deposit")):
        owners = np.flatnonzero(other >= 0)
        for out, a_month in ((True, 1.4), (False, 0.5)):
            who = often(rng, owners, world.days, a_month)
            pair = (people.main[who], other[who])
            payer, payee = pair if out else pair[::-1]
            share = rng.uniform(0.08, 0.3, who.size)
            amount = tenge(people.income[who] * share, 1_000)
            ts = moments(rng, rng.integers(0, world.days, who.size))
            ledger.add(manner, ts, payer, payee, amount)
