"""Rents, bills and the banks' own charges."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import Ledger
from moneygraph.demo.life.clock import around, moments, monthly, pick, tenge
from moneygraph.demo.world import World


def rent(world: World, ledger: Ledger) -> None:
    """Tenants pay in the first days of a month; a landlord has up to six and keeps the rent."""
    rng, people = world.rng, world.people
    landlords = people.take(rng, max(1, people.party.size // 50), people.group != "student")
    world.give_role(people.main[landlords], "landlord")
    tenants = np.flatnonzero(people.plain & (people.group != "pensioner"))
    tenants = rng.permutation(tenants)[: landlords.size * 4]
    if not landlords.size:
        return
    landlord = people.main[pick(rng, landlords, tenants.size)]
    price = around(rng, 140_000, tenants.size, 0.3, 5_000)
    who, day = monthly(world.days, rng.integers(0, 6, tenants.size))
    ts = moments(rng, day, 9, 22)
    ledger.add("rent", ts, people.main[tenants[who]], landlord[who], price[who])


def pay_bills(world: World, ledger: Ledger) -> None:
    """Most pay for heating and water; some banks charge for the account."""
    rng, people = world.rng, world.people
    payers = np.flatnonzero(rng.random(people.party.size) < 0.6)
    who, day = monthly(world.days, rng.integers(5, 28, payers.size))
    ts = moments(rng, day)
    utilities = pick(rng, world.having("utility"), who.size)
    bill = around(rng, 14_000, who.size, 0.4) + rng.integers(0, 100, who.size)
    ledger.add("utilities", ts, people.main[payers[who]], utilities, bill)
    charged = people.main[rng.random(people.party.size) < 0.25]
    desks = {world.accounts[desk].bank: desk for desk in world.having("fees")}
    who, day = monthly(world.days, rng.integers(0, 30, charged.size))
    banks = [desks[world.accounts[account].bank] for account in charged[who]]
    fee = tenge(rng.choice([200, 300, 500, 700], who.size))
    ledger.add("fee", moments(rng, day, 6, 9), charged[who], banks, fee)
