"""Regular life of households: wages and pensions, purchases, cash, rents, bills and bank fees.

Also what companies pay each other and the state.
"""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import DAY, Ledger
from moneygraph.demo.life.clock import around, moments, monthly, often, pick, tenge
from moneygraph.demo.manners import SHOPS
from moneygraph.demo.world import Ints, World

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


_PURCHASES_A_MONTH = 11
_SPENT_IN_SHOPS = 0.55
_BUS_FARE = 200_00


def shop(world: World, ledger: Ledger) -> None:
    """People pay by card according to what they earn; some pay two fares in a row."""
    rng, people = world.rng, world.people
    everyone = np.arange(people.party.size)
    who = often(rng, everyone, world.days, _PURCHASES_A_MONTH)
    ts = moments(rng, rng.integers(0, world.days, who.size))
    account = paying_account(world, who)
    typical = people.income[who] * _SPENT_IN_SHOPS / _PURCHASES_A_MONTH
    amount = tenge(typical * rng.lognormal(-0.3, 0.8, who.size))
    amount += np.where(rng.random(who.size) < 0.2, rng.integers(0, 100, who.size), 0)
    kind = rng.choice(len(SHOPS), who.size, p=np.array(list(SHOPS.values())))
    for index, name in enumerate(SHOPS):
        here = kind == index
        shops = _favourites(rng, world.having(f"merchant:{name}"), int(here.sum()))
        paid = np.full(shops.size, _BUS_FARE) if name == "bus" else amount[here]
        ledger.add(name, ts[here], account[here], shops, paid)
        if name == "bus":
            twice = np.flatnonzero(here)[rng.random(shops.size) < 0.15]
            buses = shops[np.searchsorted(np.flatnonzero(here), twice)]
            again = ts[twice] + rng.integers(2, 25, twice.size)
            ledger.add(name, again, account[twice], buses, _BUS_FARE)


def paying_account(world: World, who: Ints) -> Ints:
    """Return the account each of these persons pays from: mostly the main one."""
    people = world.people
    other = (people.second[who] >= 0) & (world.rng.random(who.size) < 0.2)
    return np.where(other, people.second[who], people.main[who])


def _favourites(rng: np.random.Generator, shops: Ints, count: int) -> Ints:
    """Return shops, the first ones drawing most customers."""
    weight = 1 / np.arange(1, shops.size + 1)
    return rng.choice(shops, count, p=weight / weight.sum())


def use_cash(world: World, ledger: Ledger) -> None:
    """People take cash out of machines; the self-employed pay their earnings in."""
    rng, people = world.rng, world.people
    bank = world.bank_of()
    desks = {world.accounts[desk].bank: desk for desk in world.having("cash")}
    who = often(rng, np.arange(people.party.size), world.days, 0.7)
    takers = people.main[who]
    amount = tenge(people.income[who] * 0.12 * rng.lognormal(-0.2, 0.6, who.size), 1_000)
    ts = moments(rng, rng.integers(0, world.days, who.size), 8, 22)
    ledger.add("cash_out", ts, takers, [desks[code] for code in bank[takers]], amount)
    own = np.flatnonzero(people.group == "self-employed")
    payers = people.main[pick(rng, own, 4 * own.size * world.days // 30)] if own.size else own
    ts = moments(rng, rng.integers(0, world.days, payers.size), 9, 20)
    takings = around(rng, 50_000, payers.size, 0.5, 500)
    ledger.add("cash_in", ts, [desks[code] for code in bank[payers]], payers, takings)


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
