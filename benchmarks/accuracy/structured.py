"""Payments cut to stay unseen or tried out first, and people who pay in the like of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.accuracy.planter import DAY, HOUR, Planter

_THRESHOLD = 1_000_000
_MINUTE = 60


def below(town: Planter) -> None:
    """What three strangers paid leaves in four to nine sums just below a million in two days."""
    account, count = town.take("below"), int(town.rng.integers(4, 10))
    ts = town.begin(4 * DAY)
    for payer in town.some(3):
        town.pay(ts, payer, account, _THRESHOLD * count / 3)
        ts += town.rng.uniform(0.2, 3) * HOUR
    payees = [town.outside() for _ in range(int(town.rng.integers(1, 4)))]
    for number in range(count):
        ts += town.rng.uniform(0.2, 10) * HOUR
        payee = payees[number % len(payees)]
        town.pay(ts, account, payee, _THRESHOLD * town.rng.uniform(0.93, 0.999))


def cash_below(town: Planter) -> None:
    """Four to seven sums just below a million are put in as cash in two days and sent abroad."""
    account, count = town.take("cash below"), int(town.rng.integers(4, 8))
    ts, total = town.begin(4 * DAY), 0.0
    for _ in range(count):
        amount = _THRESHOLD * town.rng.uniform(0.93, 0.999) // 1000 * 1000
        town.pay(ts, f"ATM-{town.rng.integers(40)}", account, amount, "cash_in")
        total += amount
        ts += town.rng.uniform(0.5, 10) * HOUR
    town.pay(ts, account, town.outside(), total * 0.98)


def trial(town: Planter) -> None:
    """Two to four people are led to try an account with a small sum and then send all they have."""
    account = town.take("trial")
    begin = town.begin(14 * DAY)
    for payer in town.some(int(town.rng.integers(2, 5))):
        ts = begin + town.rng.random() * 10 * DAY
        town.pay(ts, payer, account, town.rng.integers(1, 30) * 100)
        ts += town.rng.uniform(0.2, 40) * HOUR
        amount = town.rng.integers(300, 2500) * 1000
        town.pay(ts, payer, account, amount)
        town.leave(ts + town.rng.uniform(0.2, 8) * HOUR, account, amount * 0.97)


def machine_out(town: Planter) -> None:
    """One account pays three to six cards, which take the same sum from one machine in minutes."""
    cards = [town.take("machine out") for _ in range(int(town.rng.integers(3, 7)))]
    ts, amount = town.begin(2 * DAY), int(town.rng.integers(10, 60)) * 10_000
    payer, machine = town.outside(), f"ATM-{town.rng.integers(40)}"
    for card in cards:
        town.pay(ts + town.rng.random() * HOUR, payer, card, amount * town.rng.uniform(1, 1.05))
    ts += town.rng.uniform(1.1, 8) * HOUR
    for card in cards:
        town.pay(ts, card, machine, amount, "cash_out")
        ts += town.rng.uniform(0.7, 3) * _MINUTE


def machine_in(town: Planter) -> None:
    """Equal sums are put on three to six cards at one machine, and go to one account that day."""
    cards = [town.take("machine in") for _ in range(int(town.rng.integers(3, 7)))]
    ts, amount = town.begin(2 * DAY), int(town.rng.integers(10, 100)) * 5_000
    payee, machine = town.outside(), f"ATM-{town.rng.integers(40)}"
    for card in cards:
        town.pay(ts, machine, card, amount, "cash_in")
        town.pay(ts + town.rng.uniform(1, 12) * HOUR, card, payee, amount * 0.98)
        ts += town.rng.uniform(0.7, 3) * _MINUTE


def spread(town: Planter) -> None:
    """One sum is paid on in equal parts to four to six cards within minutes; they pass it on."""
    payer, count = town.take(""), int(town.rng.integers(4, 7))
    ts, amount = town.begin(2 * DAY), int(town.rng.integers(10, 60)) * 10_000
    town.pay(ts, town.some(1)[0], payer, amount * count * 1.02)
    ts += town.rng.uniform(0.2, 3) * HOUR
    for _ in range(count):
        card = town.take("spread")
        town.pay(ts, payer, card, amount)
        town.leave(ts + town.rng.uniform(0.2, 12) * HOUR, card, amount * 0.97)
        ts += town.rng.uniform(0.5, 3) * _MINUTE


def price(town: Planter) -> None:
    """Somebody sells at 990,000: buyers pay that once, one resells and buys five times."""
    seller = town.take("price")
    begin = town.begin(20 * DAY)
    for buyer in town.some(int(town.rng.integers(5, 12))):
        town.pay(begin + town.rng.random() * 19 * DAY, buyer, seller, 990_000)
    again, ts = town.take("price"), begin + 8 * DAY
    for _ in range(5):
        town.pay(ts, again, seller, 990_000)
        ts += town.rng.uniform(1, 12) * HOUR


def wholesale(town: Planter) -> None:
    """A trader pays two suppliers every day or two, what the goods of the day cost."""
    account, suppliers = town.take("wholesale"), [town.outside(), town.outside()]
    for begin in range(town.first, town.last - DAY, 2 * DAY):
        if town.rng.random() < 0.7:
            ts = begin + town.rng.uniform(9, 18) * HOUR
            amount = _THRESHOLD * town.rng.uniform(0.55, 1.5)
            town.pay(ts, account, suppliers[town.rng.integers(2)], amount)


def instalments(town: Planter) -> None:
    """A car is paid in two to five parts, as the bank lets no more through at once: a million."""
    account, seller = town.take("instalments"), town.some(1)[0]
    ts, parts = town.begin(6 * DAY), int(town.rng.integers(2, 6))
    for number in range(parts):
        share = 1 if number < parts - 1 else town.rng.uniform(0.2, 0.99)
        town.pay(ts, account, seller, _THRESHOLD * share)
        ts += town.rng.uniform(0.1, 20) * HOUR


def careful(town: Planter) -> None:
    """Somebody tries the seller of a car with a small sum before the large one."""
    seller = town.take("careful")
    ts, buyer = town.begin(4 * DAY), town.some(1)[0]
    town.pay(ts, buyer, seller, town.rng.integers(1, 20) * 100)
    ts, amount = ts + town.rng.uniform(0.1, 24) * HOUR, town.rng.integers(500, 4000) * 1000
    town.pay(ts, buyer, seller, amount)
    if town.rng.random() < 0.5:  # who buys the next car from it, or pays a debt
        town.leave(ts + town.rng.uniform(1, 40) * HOUR, seller, amount * 0.95)


def workshop(town: Planter) -> None:
    """A craftsman is paid once by each of eight to fifteen, of whom one or two try him first."""
    account, count = town.take("workshop"), int(town.rng.integers(8, 16))
    begin, tries = town.begin(30 * DAY), int(town.rng.integers(1, 3))
    for number, payer in enumerate(town.some(count)):
        ts = begin + town.rng.random() * 29 * DAY
        if number < tries:
            town.pay(ts, payer, account, 1000)
        town.pay(ts + 2 * HOUR, payer, account, town.rng.integers(200, 600) * 1000)


def queue(town: Planter) -> None:
    """On payday twenty to forty people take one of four sums from one machine within an hour."""
    machine, ts = f"ATM-{town.rng.integers(40)}", town.begin(DAY)
    for person in town.some(int(town.rng.integers(20, 40))):
        amount = (20_000, 50_000, 100_000, 150_000)[town.rng.integers(4)]
        town.pay(ts, person, machine, amount, "cash_out")
        ts += town.rng.uniform(0.7, 3) * _MINUTE


def crew(town: Planter) -> None:
    """A client pays a foreman, who pays four to six men alike; one of them takes his as cash."""
    foreman, count = town.take("crew"), int(town.rng.integers(4, 7))
    ts, wage = town.begin(3 * DAY), int(town.rng.integers(10, 40)) * 10_000
    town.pay(ts, town.some(1)[0], foreman, wage * count * 1.5)
    ts += town.rng.uniform(1, 20) * HOUR
    for number in range(count):
        worker = town.take("crew")
        town.pay(ts, foreman, worker, wage)
        if number == 0:
            town.pay(ts + 5 * HOUR, worker, "ATM-7", wage * 0.9, "cash_out")
        ts += town.rng.uniform(0.5, 3) * _MINUTE


def pocket(town: Planter) -> None:
    """Somebody puts the same on the cards of three to five relatives at one machine."""
    ts, amount = town.begin(DAY), int(town.rng.integers(4, 20)) * 5_000
    machine = f"ATM-{town.rng.integers(40)}"
    for _ in range(int(town.rng.integers(3, 6))):
        card = town.take("pocket")
        town.pay(ts, machine, card, amount, "cash_in")
        if town.rng.random() < 0.2:  # a friend is paid for something
            town.pay(ts + 3 * HOUR, card, town.some(1)[0], amount * 0.6)
        ts += town.rng.uniform(0.7, 3) * _MINUTE


CUT: Final[tuple[Callable[[Planter], None], ...]] = (
    below, cash_below, trial, machine_out, machine_in, spread,
)  # fmt: skip
ORDINARY: Final[tuple[Callable[[Planter], None], ...]] = (
    price, wholesale, instalments, careful, workshop, queue, crew, pocket,
)  # fmt: skip
