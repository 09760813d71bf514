"""People who pass strangers' large sums on for a living or for their family, to plant in a region.

Each lives on the account as everybody does. Whoever pays them has saved more than that elsewhere
and keeps the rest, some deal with them again; and whoever they pay keeps it, or is a firm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.accuracy.planter import DAY, HOUR, Planter


def _deal(
    town: Planter, account: str, payer: str, payees: Sequence[str], amount: float, kept: float,
    ts: float, stay_h: tuple[float, float],
) -> None:  # fmt: skip
    """One sum comes and goes on to payees in equal parts, each after a time of its own.

    The payer has fetched it from his savings at another bank in the ten days before, and more.
    """
    fetched = amount * town.rng.uniform(1.2, 1.8) // 1000 * 1000
    town.pay(ts - town.rng.uniform(1, 240) * HOUR, town.outside(), payer, fetched)
    town.pay(ts, payer, account, amount // 1000 * 1000)
    for payee in payees:
        part = amount * (1 - kept) / len(payees)
        town.pay(ts + town.rng.uniform(*stay_h) * HOUR, account, payee, part // 100 * 100)


def realtor(town: Planter) -> None:
    """Three to eight times a stranger's rent or deposit goes to the flat's owner in two days."""
    account, count = town.take("realtor"), int(town.rng.integers(3, 9))
    clients = town.some(count)
    for deal, owner in enumerate(town.some(count)):
        ts, amount = town.begin(40 * DAY), town.rng.integers(120, 450) * 1000
        kept = town.rng.uniform(0.05, 0.3)
        _deal(town, account, clients[deal], [owner], amount, kept, ts, (0.5, 48))
        if town.rng.random() < 0.4:  # the deposit first, the rest when the keys are given
            later = ts + town.rng.uniform(3, 35) * DAY
            _deal(town, account, clients[deal], [owner], amount, 0.0, later, (0.5, 48))


def car_dealer(town: Planter) -> None:
    """Two to five cars: a buyer pays in two parts, the dealer pays the seller or an importer."""
    account, importer = town.take("car dealer"), town.firm()
    for buyer in town.some(town.rng.integers(2, 6)):
        ts, price = town.begin(8 * DAY), town.rng.integers(15, 60) * 100_000
        payee = importer if town.rng.random() < 0.4 else town.some(1)[0]
        _deal(town, account, buyer, [payee], price * 0.2, 0.02, ts, (1, 30))
        kept = town.rng.uniform(0.03, 0.1)
        _deal(town, account, buyer, [payee], price * 0.8, kept, ts + 3 * DAY, (1, 72))


def notary(town: Planter) -> None:
    """Three to six buyers leave the price with a notary, who pays it whole when it is signed."""
    account, treasury = town.take("notary"), town.firm()
    for buyer in town.some(town.rng.integers(3, 7)):
        ts, amount = town.begin(8 * DAY), town.rng.integers(500, 4000) * 1000
        _deal(town, account, buyer, town.some(1), amount, 0.0, ts, (4, 120))
        fee = town.rng.integers(10, 40) * 1000
        _deal(town, account, buyer, [treasury], fee, 0.5, ts + DAY, (1, 48))


def agent(town: Planter) -> None:
    """Ten to twenty-five clients' money for journeys goes to two firms, less a tenth."""
    account, firms = town.take("agent"), [town.firm(), town.firm()]
    clients = town.some(town.rng.integers(8, 16))
    for _ in range(town.rng.integers(10, 26)):
        ts, amount = town.begin(3 * DAY), town.rng.integers(60, 400) * 1000
        client, firm = town.rng.choice(clients), firms[town.rng.integers(2)]
        kept = town.rng.uniform(0.05, 0.15)
        _deal(town, account, str(client), [firm], amount, kept, ts, (0.3, 36))


def foreman(town: Planter) -> None:
    """Two to five jobs, paid for by clients in two parts, go to the same four to eight men."""
    account, men = town.take("foreman"), town.some(town.rng.integers(4, 9))
    for client in town.some(town.rng.integers(2, 6)):
        ts, amount = town.begin(22 * DAY), town.rng.integers(200, 900) * 1000
        for part, begin in ((0.4, ts), (0.6, ts + town.rng.uniform(5, 20) * DAY)):
            kept = town.rng.uniform(0.15, 0.4)
            _deal(town, account, client, men, amount * part, kept, begin, (3, 72))


def family(town: Planter) -> None:
    """Two to four send what they earn to one, who pays the school, the flat and the others."""
    account, school = town.take("family"), town.firm()
    members, landlord = town.some(town.rng.integers(2, 5)), town.some(1)[0]
    for member in members:
        for begin in range(town.first + 2 * DAY, town.last - 5 * DAY, 10 * DAY):
            ts, amount = begin + town.rng.random() * 3 * DAY, town.rng.integers(40, 220) * 1000
            payees = [[school], [landlord], [*members]][town.rng.integers(3)]
            payees = [one for one in payees if one != member]
            kept = town.rng.uniform(0.05, 0.4)
            _deal(town, account, member, payees, amount, kept, ts, (1, 70))


PASSERS: Final[tuple[Callable[[Planter], None], ...]] = (
    realtor, car_dealer, notary, agent, foreman, family,
)  # fmt: skip
