"""Rare large payments that look like a dropper's and are none."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import Ledger
from moneygraph.demo.life.clock import around, moments, pick, tenge
from moneygraph.demo.world import World

_HOUR = 3600


def trade_up(world: World, ledger: Ledger) -> None:
    """Someone sells a car and hours later buys a dearer one, adding savings.

    Nobody borrowed, and the second seller keeps the money.
    """
    rng, people = world.rng, world.people
    wanted = 3 * max(1, people.party.size // 500)
    chosen = people.take(rng, wanted, people.group != "student")
    trios = chosen[: chosen.size // 3 * 3].reshape(-1, 3)
    buyer, changer, seller = people.main[trios.T]
    world.give_role(changer, "car_changer")
    price = around(rng, 2_500_000, buyer.size, 0.4, 10_000)
    ts = moments(rng, rng.integers(1, world.days, buyer.size), 9, 15)
    got = ledger.add("car", ts, buyer, changer, price)
    dearer = tenge(got["amount"] / 100 * rng.uniform(1.1, 1.5, got.size), 10_000)
    later = got["credit_ts"] + rng.integers(_HOUR, 6 * _HOUR, got.size)
    ledger.add("car", later, changer, seller[: got.size], dearer)


def hold_feasts(world: World, ledger: Ledger) -> None:
    """Relatives send what each can for a wedding; that evening the hall is paid in full."""
    rng, people = world.rng, world.people
    hosts = people.take(rng, max(1, people.party.size // 400), people.group != "student")
    for host in world.give_role(people.main[hosts], "host"):
        relatives = people.main[rng.integers(0, people.party.size, rng.integers(5, 10))]
        day = rng.integers(1, max(2, world.days - 1))
        ts = moments(rng, np.full(relatives.size, day), 9, 19)
        got = ledger.add("family", ts, relatives, host, around(rng, 90_000, ts.size, 0.6, 5_000))
        if got.size:
            paid_at = got["credit_ts"].max() + rng.integers(_HOUR, 3 * _HOUR)
            total = int(got["amount"].sum() * rng.uniform(1.0, 1.4)) // 100_000 * 100_000
            ledger.add("feast", paid_at, host, pick(rng, world.having("travel"), 1), total)
