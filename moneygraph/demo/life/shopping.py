"""Purchases by card, cash machines, cash taken in."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import Ledger
from moneygraph.demo.life.clock import around, moments, often, pick, tenge
from moneygraph.demo.manners import SHOPS
from moneygraph.demo.world import Ints, World

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
    for place, name in enumerate(SHOPS):
        here = kind == place
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
    """People take cash out of machines; the self-employed pay their takings in."""
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
