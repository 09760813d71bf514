"""Transfers among people: collections, sellers, foremen, flatmates, friends and families.

Many look like a dropper's: money of many people goes on at once, or a large amount stays for
hours only. Own transfers between a person's accounts are here as well.
"""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import DAY, Ledger
from moneygraph.demo.life.clock import around, moments, often, pick, sums, tenge
from moneygraph.demo.life.household import paying_account
from moneygraph.demo.world import World

_HOUR, _WEEK = 3600, 7 * DAY
_FRIENDS = 6


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
        received = ledger.add("collection", ts, parents, collector, share)
        if received.size:
            paid_at = received["credit_ts"].max() + rng.integers(3_600, DAY)
            total = int(received["amount"].sum())
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
        received = ledger.add("sale", ts, buyers, seller, amount)
        earned = sums(received["amount"], received["credit_ts"] // _WEEK, world.days // 7 + 1)
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
        received = ledger.add("repair", ts, clients, foreman, price)
        crew = people.main[rng.permutation(people.party.size)[: rng.integers(3, 6)]]
        week = np.searchsorted(fridays, received["credit_ts"])
        earned = sums(received["amount"], week, fridays.size + 1)[:-1]
        share = tenge(earned / 100 * rng.uniform(0.55, 0.7) / crew.size, 1_000)
        payday = fridays + rng.integers(17 * 3600, 20 * 3600, fridays.size)
        for index, worker in enumerate(crew):
            paid = np.where(earned > 0, share, 0)
            ledger.add("friend", payday + index * 90, foreman, worker, paid)


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
        received = ledger.add("rent", morning, mates, payer, share)
        if received.size:
            due = received["credit_ts"].max() + rng.integers(600, 5 * 3600)
            ledger.add("rent", due, payer, pick(rng, landlords, 1), rent)


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


def trade_up(world: World, ledger: Ledger) -> None:
    """Someone sells a car and hours later buys a more expensive one, adding savings.

    Nobody borrowed, and the second seller keeps the money.
    """
    rng, people = world.rng, world.people
    count = 3 * max(1, people.party.size // 500)
    chosen = people.take(rng, count, people.group != "student")
    trios = chosen[: chosen.size // 3 * 3].reshape(-1, 3)
    buyer, changer, seller = people.main[trios.T]
    world.give_role(changer, "car_changer")
    price = around(rng, 2_500_000, buyer.size, 0.4, 10_000)
    ts = moments(rng, rng.integers(1, world.days, buyer.size), 9, 15)
    received = ledger.add("car", ts, buyer, changer, price)
    price_of_next = tenge(received["amount"] / 100 * rng.uniform(1.1, 1.5, received.size), 10_000)
    later = received["credit_ts"] + rng.integers(_HOUR, 6 * _HOUR, received.size)
    ledger.add("car", later, changer, seller[: received.size], price_of_next)


def hold_feasts(world: World, ledger: Ledger) -> None:
    """Relatives send what each can for a wedding; that evening the hall is paid in full."""
    rng, people = world.rng, world.people
    hosts = people.take(rng, max(1, people.party.size // 400), people.group != "student")
    for host in world.give_role(people.main[hosts], "host"):
        relatives = people.main[rng.integers(0, people.party.size, rng.integers(5, 10))]
        day = rng.integers(1, max(2, world.days - 1))
        ts = moments(rng, np.full(relatives.size, day), 9, 19)
        received = ledger.add(
            "family", ts, relatives, host, around(rng, 90_000, ts.size, 0.6, 5_000)
        )
        if received.size:
            paid_at = received["credit_ts"].max() + rng.integers(_HOUR, 3 * _HOUR)
            total = int(received["amount"].sum() * rng.uniform(1.0, 1.4)) // 100_000 * 100_000
            ledger.add("feast", paid_at, host, pick(rng, world.having("travel"), 1), total)
