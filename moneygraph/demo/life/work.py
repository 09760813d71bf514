"""Wages, pensions, and what companies pay each other and the state."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import DAY, Ledger
from moneygraph.demo.life.clock import around, moments, monthly, often, pick, tenge
from moneygraph.demo.world import World

#: Twice a month: an advance and the rest.
_ADVANCE = 0.4


def pay_wages(world: World, ledger: Ledger) -> None:
    """Each employer pays all of its people within minutes, on its own two days a month."""
    rng, people = world.rng, world.people
    workers = np.flatnonzero(people.group == "worker")
    employers = world.having("employer")
    employer = rng.integers(0, employers.size, workers.size)
    hour = rng.integers(10 * 3600, 17 * 3600, employers.size)
    due = rng.integers(0, 15, employers.size)
    for later, part in ((0, _ADVANCE), (15, 1 - _ADVANCE)):
        who, day = monthly(world.days, due[employer] + later)
        ts = day * DAY + hour[employer[who]] + rng.integers(0, 600, who.size)
        amount = tenge(people.income[workers[who]] * part * rng.normal(1, 0.02, who.size))
        ledger.add("wage", ts, employers[employer[who]], people.main[workers[who]], amount)


def pay_pensions(world: World, ledger: Ledger) -> None:
    """The state pays pensioners once a month."""
    people = world.people
    old = np.flatnonzero(people.group == "pensioner")
    who, day = monthly(world.days, world.rng.integers(4, 26, old.size))
    ts = moments(world.rng, day, 7, 12)
    amount = tenge(people.income[old[who]])
    ledger.add("pension", ts, world.having("pensions")[0], people.main[old[who]], amount)


def trade(world: World, ledger: Ledger) -> None:
    """Companies buy from suppliers and pay taxes."""
    rng = world.rng
    roles = ("employer", "supplier", "dealer", "travel")
    companies = np.concatenate([world.having(role) for role in roles])
    buyers = often(rng, companies, world.days, 6)
    ts = moments(rng, rng.integers(0, world.days, buyers.size), 9, 18)
    suppliers = pick(rng, world.having("supplier"), buyers.size)
    ledger.add("supply", ts, buyers, suppliers, around(rng, 400_000, buyers.size, 0.9))
    who, day = monthly(world.days, rng.integers(20, 26, companies.size))
    taxes = around(rng, 350_000, who.size, 0.8)
    treasury = world.having("treasury")[0]
    ledger.add("tax", moments(rng, day, 9, 18), companies[who], treasury, taxes)
