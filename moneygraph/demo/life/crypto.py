"""Honest money into crypto: through exchanges, and from traders who sell person to person."""

from __future__ import annotations

import numpy as np

from moneygraph.demo.ledger import DAY, EDGE, Ledger, Transfers
from moneygraph.demo.life.clock import around, moments, often, pick, sums
from moneygraph.demo.manners import COVERED
from moneygraph.demo.world import World

#: A trader sends what came in to an exchange at about these hours.
_SWEEPS = (13, 22)
_BUYERS = 40


def use_exchanges(world: World, ledger: Ledger) -> None:
    """Customers put small sums of their own into crypto; some take money back out."""
    rng, people = world.rng, world.people
    customers = people.take(rng, people.party.size // 25, people.group != "pensioner")
    for out, a_month in ((False, 1.8), (True, 0.3)):
        who = often(rng, customers, world.days, a_month)
        exchange = pick(rng, world.having("exchange"), who.size)
        ts = moments(rng, rng.integers(0, world.days, who.size), 8, 24)
        amount = around(rng, 45_000, who.size, 0.7, 1_000)
        if out:
            ledger.add("exchange_out", ts, exchange, people.main[who], amount)
        else:
            ledger.add("exchange_in", ts, people.main[who], exchange, amount)


def buy_from_traders(world: World, ledger: Ledger) -> None:
    """Many pay a trader as they would a friend; the crypto itself is in no bank's records."""
    rng, people = world.rng, world.people
    covered = np.isin(world.bank_of(), COVERED)
    can = covered[people.main] & np.isin(people.group, ["worker", "self-employed"])
    traders = people.take(rng, max(2, people.party.size // 750), can)
    for index in range(traders.size):
        party, bank = people.party[traders[index]], COVERED[index % len(COVERED)]
        spare = int(rng.integers(100_000, 400_000)) * 100
        trader = world.open_account(int(party), bank, "person", "trader", spare)
        buyers = np.flatnonzero(people.plain & (people.group != "pensioner"))
        who = often(rng, rng.permutation(buyers)[:_BUYERS], world.days, 1.8)
        ts = moments(rng, rng.integers(0, world.days, who.size), 9, 24)
        amount = around(rng, 50_000, who.size, 0.8, 500)
        ledger.add("friend", ts, people.main[who], trader, amount)


def buy_for_customers(world: World, ledger: Ledger, moved: Transfers) -> None:
    """Each trader sends on twice a day nearly all that came in since, to one exchange."""
    rng, exchanges = world.rng, world.having("exchange")
    closing = np.array(
        [day * DAY + hour * 3600 for day in range(world.days) for hour in _SWEEPS] + [10**9]
    )
    for trader in world.having("trader"):
        received = moved[moved["to_account"] == trader]
        sweep = np.searchsorted(closing, received["credit_ts"])
        income = sums(received["amount"], sweep, closing.size)[:-1]
        ts = closing[:-1] + rng.integers(60, 1500, income.size)
        ts = np.minimum(ts, world.days * DAY - EDGE - 1)
        amount = (income * rng.uniform(0.97, 0.995, income.size)).astype(np.int64)
        amount = amount // 100_000 * 100_000
        ledger.add("exchange_in", ts, trader, pick(rng, exchanges, 1), amount)
