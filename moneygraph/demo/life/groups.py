"""Those who take money from many: a parents' committee, sellers, foremen, flatmates."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import DAY, Ledger
from moneygraph.demo.life.clock import around, moments, pick, sums, tenge
from moneygraph.demo.world import World

_WEEK = 7 * DAY


def collect_for_trips(world: World, ledger: Ledger) -> None:
    """A parent takes the same sum from the class within days and pays one company with it."""
    rng, people = world.rng, world.people
    collectors = people.take(rng, max(1, people.party.size // 250), people.group == "worker")
    agencies = world.having("travel")
    for collector in world.give_role(people.main[collectors], "collector"):
        workers = np.flatnonzero(people.plain & (people.group == "worker"))
        parents = people.main[rng.permutation(workers)[: rng.integers(18, 29)]]
        share = int(tenge(rng.integers(4_000, 16_000), 500))
        day = int(rng.integers(1, max(2, world.days - 4)))
        ts = moments(rng, day + rng.integers(0, 3, parents.size))
        got = ledger.add("collection", ts, parents, collector, share)
        if got.size:
            paid_at = got["credit_ts"].max() + rng.integers(3_600, DAY)
            total = int(got["amount"].sum())
            ledger.add("trip", paid_at, collector, pick(rng, agencies, 1), total)


def sell(world: World, ledger: Ledger) -> None:
    """A seller is paid by many strangers, pays suppliers week by week and keeps the rest.

    Some put a small part of what they earned into crypto.
    """
    rng, people = world.rng, world.people
    count = max(1, people.party.size // 65)
    sellers = people.take(rng, count, people.group == "self-employed")
    suppliers, exchanges = world.having("supplier"), world.having("exchange")
    for seller in world.give_role(people.main[sellers], "seller"):
        customers = rng.integers(0, people.party.size, rng.poisson(60 * world.days / 30))
        buyers = people.main[customers]
        typical = float(rng.integers(4_000, 20_000))
        ts = moments(rng, rng.integers(0, world.days, buyers.size), 9, 23)
        amount = around(rng, typical, buyers.size, 0.4, 100)
        got = ledger.add("sale", ts, buyers, seller, amount)
        earned = sums(got["amount"], got["credit_ts"] // _WEEK, world.days // 7 + 1)
        payday = (np.arange(earned.size) + 1) * _WEEK + rng.integers(10 * 3600, 18 * 3600)
        cost = tenge(earned / 100 * rng.uniform(0.5, 0.7, earned.size), 100)
        supplier = pick(rng, suppliers, 1)
        ledger.add("supply", payday, seller, supplier, np.where(earned > 0, cost, 0))
        if rng.random() < 0.15:
            saved = tenge(earned / 100 * 0.1, 1_000)
            ledger.add("exchange_in", payday + DAY, seller, pick(rng, exchanges, 1), saved)


def build(world: World, ledger: Ledger) -> None:
    """A foreman is paid by strangers and pays the same few workers every Friday."""
    rng, people = world.rng, world.people
    foremen = people.take(rng, max(1, people.party.size // 250), people.group == "self-employed")
    fridays = np.arange(4, world.days, 7) * DAY
    for foreman in world.give_role(people.main[foremen], "foreman"):
        clients = people.main[rng.integers(0, people.party.size, rng.poisson(world.days / 5))]
        ts = moments(rng, rng.integers(0, world.days, clients.size), 9, 21)
        price = around(rng, 180_000, clients.size, 0.5, 5_000)
        got = ledger.add("repair", ts, clients, foreman, price)
        crew = people.main[rng.permutation(people.party.size)[: rng.integers(3, 6)]]
        week = np.searchsorted(fridays, got["credit_ts"])
        earned = sums(got["amount"], week, fridays.size + 1)[:-1]
        share = tenge(earned / 100 * rng.uniform(0.55, 0.7) / crew.size, 1_000)
        payday = fridays + rng.integers(17 * 3600, 20 * 3600, fridays.size)
        for place, worker in enumerate(crew):
            paid = np.where(earned > 0, share, 0)
            ledger.add("friend", payday + place * 90, foreman, worker, paid)


def share_flats(world: World, ledger: Ledger) -> None:
    """One of some flatmates takes equal shares and pays the landlord the same day."""
    rng, people = world.rng, world.people
    payers = people.take(rng, max(1, people.party.size // 150), people.group != "pensioner")
    landlords = world.having("landlord")
    for payer in world.give_role(people.main[payers], "flatmate"):
        mates = people.main[rng.integers(0, people.party.size, rng.integers(2, 4))]
        rent = int(tenge(rng.uniform(150_000, 330_000), 5_000))
        share = int(tenge(rent / 100 / (mates.size + 1), 1_000))
        morning = moments(rng, np.full(mates.size, rng.integers(1, 6)), 8, 15)
        got = ledger.add("rent", morning, mates, payer, share)
        if got.size:
            due = got["credit_ts"].max() + rng.integers(600, 5 * 3600)
            ledger.add("rent", due, payer, pick(rng, landlords, 1), rent)
