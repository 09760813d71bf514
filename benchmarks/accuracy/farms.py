"""Card farms, phones and devices that serve several people's cards, and people who look like them.

A *group* is all accounts of one owner, or of one phone or device.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from benchmarks.accuracy.planter import DAY, HOUR, Planter
from moneygraph.demo.names import check_digit

_BANKS: Final = ("432", "601", "722", "856", "886", "965", "914", "551", "563", "821")
_HEADER = (
    *("ts", "from_account", "to_account", "amount", "kind"),
    *("from_id", "from_bank", "to_id", "to_bank"),
)


class Person(NamedTuple):
    """Somebody who lives in the region, by one account: `owner` is the IIN."""

    account: str
    owner: str
    bank: str


class Group(NamedTuple):
    """What was planted: accounts that one owner, phone or device joins."""

    kind: str
    is_crime: bool
    accounts: frozenset[str]


class FarmPlanter(Planter):
    """A planter that opens accounts for owners, and links accounts to phones and devices."""

    def __init__(self, seed: int, people: Sequence[Person], first: int, last: int) -> None:
        super().__init__(seed, [one.account for one in people], first, last)
        self.random = Random(seed)
        self.holder = {one.account: (one.owner, one.bank) for one in people}
        self.links: list[tuple[str, str, str]] = []
        self.groups: list[Group] = []
        self._numbers = 0

    def newcomer(self, company: bool = False) -> str:
        """Return a valid IIN, or BIN, that nobody has."""
        start = "150140" if company else "9{:d}0{:d}1{:d}3"
        while True:
            drawn = start.format(*(self.random.randint(1, 9) for _ in range(3)))
            first = drawn + f"{self.random.randrange(10 ** (11 - len(drawn))):0{11 - len(drawn)}d}"
            digit = check_digit(first)
            if digit is not None and all(
                first + digit != owner for owner, _ in self.holder.values()
            ):
                return first + digit

    def open(self, owner: str, count: int = 1) -> list[str]:
        """Return new accounts of an owner, each at another bank."""
        opened = []
        for bank in self.random.sample(_BANKS, count):
            self._numbers += 1
            opened.append(f"CARD-{self._numbers}")
            self.holder[opened[-1]] = (owner, bank)
        return opened

    def link(self, kind: str, accounts: Sequence[str]) -> None:
        """Let accounts share a new phone or device."""
        value = f"{'+7799' if kind == 'phone' else '35'}{self.random.randrange(10**9):09d}"
        self.links += [(account, kind, value) for account in accounts]

    def record(self, kind: str, accounts: Sequence[str], *, is_crime: bool) -> None:
        """Remember what was planted on these accounts."""
        self.groups.append(Group(kind, is_crime, frozenset(accounts)))

    def write(self, path: Path) -> None:
        """Write it as a canonical CSV, and the links beside it as ``links.csv``."""
        nobody = ("", "")
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(_HEADER)
            for row in sorted(self.rows):
                sides = (self.holder.get(row[1], nobody), self.holder.get(row[2], nobody))
                out.writerow((*row, *sides[0], *sides[1]))
        with (path.parent / "links.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("account", "kind", "value"), *self.links])


# --- crime ---


def _ways(town: FarmPlanter) -> list[str]:
    """Return where a ring takes its money: two or three accounts, and cash."""
    return [town.outside() for _ in range(town.rng.integers(2, 4))] + ["CASH"]


def _pass_on(
    town: FarmPlanter, accounts: Sequence[str], days: float, most: int, stay_h: tuple[float, float]
) -> None:
    """Let a stranger pay each account one sum to `most` sums, which go on to the ring's own."""
    ways, begin = _ways(town), town.begin(days * DAY)
    for account in accounts:
        for payer in town.some(town.rng.integers(1, most + 1)):
            ts, amount = begin + town.rng.random() * days * DAY, town.rng.integers(80, 400) * 1000
            town.pay(ts, payer, account, amount)
            ts += town.rng.uniform(*stay_h) * HOUR
            way = ways[town.rng.integers(len(ways))]
            kind = "cash_out" if way == "CASH" else "transfer"
            town.pay(ts, account, way, amount * town.rng.uniform(0.94, 1), kind)


def farm(town: FarmPlanter) -> None:
    """One person has six to ten new cards; each passes one or two sums on within 40 minutes."""
    cards = town.open(town.newcomer(), town.rng.integers(6, 11))
    _pass_on(town, cards, town.rng.uniform(1, 12), 2, (0.03, 0.7))
    town.record("farm", cards, is_crime=True)


def lived_farm(town: FarmPlanter) -> None:
    """Somebody who lives there has five to eight new cards beside the own account."""
    account = town.take("lived farm")
    cards = town.open(town.holder[account][0], town.rng.integers(5, 9))
    _pass_on(town, cards, town.rng.uniform(1, 10), 2, (0.05, 2))
    town.record("lived farm", cards, is_crime=True)


def gathered_farm(town: FarmPlanter) -> None:
    """Each of six to nine cards gets one sum; all goes on through one of them within hours."""
    cards = town.open(town.newcomer(), town.rng.integers(6, 10))
    last, begin, ways = cards[-1], town.begin(4 * DAY), _ways(town)
    for card, payer in zip(cards[:-1], town.some(len(cards) - 1), strict=True):
        ts, amount = begin + town.rng.random() * 3 * DAY, town.rng.integers(80, 400) * 1000
        town.pay(ts, payer, card, amount)
        ts += town.rng.uniform(0.03, 0.5) * HOUR
        town.pay(ts, card, last, amount)
        ts += town.rng.uniform(0.03, 1) * HOUR
        town.pay(ts, last, ways[town.rng.integers(len(ways))], amount * 0.98)
    town.record("gathered farm", cards, is_crime=True)


def ring_phone(town: FarmPlanter) -> None:
    """One phone serves new cards of five or six people, one more of which is still quiet."""
    cards = [town.open(town.newcomer())[0] for _ in range(town.rng.integers(5, 7))]
    quiet = town.open(town.newcomer())[0]
    _pass_on(town, cards, town.rng.uniform(1, 8), 2, (0.05, 2))
    town.pay(town.begin(DAY), "CASH", quiet, 2000, "cash_in")
    town.link("phone", [*cards, quiet])
    town.record("ring phone", cards, is_crime=True)


def ring_device(town: FarmPlanter) -> None:
    """One device serves the new cards of four to six people, one or two cards each."""
    owners = [town.newcomer() for _ in range(town.rng.integers(4, 7))]
    cards = [card for owner in owners for card in town.open(owner, town.rng.integers(1, 3))]
    _pass_on(town, cards, town.rng.uniform(1, 8), 1, (0.05, 3))
    town.link("device", cards)
    town.record("ring device", cards, is_crime=True)


def lived_phone(town: FarmPlanter) -> None:
    """One phone serves the accounts of five to seven people who live from them as well."""
    accounts = [town.take("lived phone") for _ in range(town.rng.integers(5, 8))]
    _pass_on(town, accounts, town.rng.uniform(1, 8), 2, (0.05, 1.5))
    town.link("phone", accounts)
    town.record("lived phone", accounts, is_crime=True)


def small_farm(town: FarmPlanter) -> None:
    """Three or four new cards of one person; what comes stays up to ten hours."""
    cards = town.open(town.newcomer(), town.rng.integers(3, 5))
    _pass_on(town, cards, town.rng.uniform(1, 10), 3, (0.1, 10))
    town.record("small farm", cards, is_crime=True)


def half_ring(town: FarmPlanter) -> None:
    """One phone serves two cards that pass three sums on each, and three that are quiet yet."""
    cards = [town.open(town.newcomer())[0] for _ in range(5)]
    _pass_on(town, cards[:2] * 3, 12, 1, (0.05, 2))
    for quiet in cards[2:]:
        town.pay(town.begin(DAY), "CASH", quiet, 2000, "cash_in")
    town.link("phone", cards)
    town.record("half ring", cards, is_crime=True)


# --- no crime ---


def couple(town: FarmPlanter) -> None:
    """Two people with one phone each sell something dear and buy something within a day."""
    accounts = [town.take("couple") for _ in range(2)]
    for account in accounts:
        ts, price = town.begin(3 * DAY), town.rng.integers(60, 900) * 1000
        town.pay(ts, town.some(1)[0], account, price)
        town.pay(ts + town.rng.uniform(0.5, 22) * HOUR, account, town.some(1)[0], price * 0.97)
    town.link("phone", accounts)
    town.record("couple", accounts, is_crime=False)


def collector(town: FarmPlanter) -> None:
    """Somebody with three accounts gathers different shares of a journey and pays for it."""
    account = town.take("collector")
    accounts = [account, *town.open(town.holder[account][0], 2)]
    begin, total = town.begin(4 * DAY), 0
    for payer in town.some(town.rng.integers(12, 25)):
        amount = town.rng.integers(20, 60) * 1000
        total += amount
        town.pay(begin + town.rng.random() * 2 * DAY, payer, account, amount)
    town.pay(begin + town.rng.uniform(2, 3) * DAY, account, town.outside(), total)
    town.record("collector", accounts, is_crime=False)


def family(town: FarmPlanter) -> None:
    """A family shares a phone and helps each other; one sells a car and another buys one."""
    accounts = [town.take("family") for _ in range(4)]
    for _ in range(10):
        payer, payee = town.random.sample(accounts, 2)
        town.pay(town.begin(DAY), payer, payee, town.rng.integers(5, 120) * 1000)
    ts, price = town.begin(4 * DAY), town.rng.integers(15, 50) * 100_000
    town.pay(ts, town.some(1)[0], accounts[0], price)
    town.pay(ts + town.rng.uniform(0.5, 5) * HOUR, accounts[0], accounts[1], price)
    town.pay(ts + town.rng.uniform(6, 60) * HOUR, accounts[1], town.some(1)[0], price * 1.05)
    ts = town.begin(2 * DAY)
    town.pay(ts, town.some(1)[0], accounts[2], 90_000)
    town.pay(ts + 20 * HOUR, accounts[2], town.outside(), 85_000)
    town.link("phone", accounts)
    town.record("family", accounts, is_crime=False)


def own_banks(town: FarmPlanter) -> None:
    """Somebody with four more banks moves own money, and lends to friends who repay."""
    account = town.take("own banks")
    accounts = [account, *town.open(town.holder[account][0], 4)]
    friends = town.some(5)
    for _ in range(14):
        ts, amount = town.begin(DAY), town.rng.integers(20, 250) * 1000
        first, second, third = town.random.sample(accounts, 3)
        town.pay(ts, first, second, amount)
        town.pay(ts + town.rng.uniform(0.1, 5) * HOUR, second, third, amount)
    for _ in range(12):
        friend, ts = friends[town.rng.integers(5)], town.begin(2 * DAY)
        first, second = town.random.sample(accounts, 2)
        amount = town.rng.integers(10, 100) * 1000
        town.pay(ts, friend, first, amount)
        town.pay(
            ts + town.rng.uniform(0.2, 30) * HOUR, first, friends[town.rng.integers(5)], amount
        )
    town.record("own banks", accounts, is_crime=False)


def freelancer(town: FarmPlanter) -> None:
    """New clients pay to any of three accounts; it is gathered, and rent and helpers are paid."""
    account = town.take("freelancer")
    accounts = [account, *town.open(town.holder[account][0], 2)]
    landlord, helpers = town.outside(), town.some(3)
    for _ in range(town.rng.integers(8, 16)):
        ts, fee = town.begin(6 * DAY), town.rng.integers(25, 150) * 1000
        card = accounts[town.rng.integers(3)]
        town.pay(ts, town.some(1)[0], card, fee)
        if card != account:
            town.pay(ts + town.rng.uniform(1, 40) * HOUR, card, account, fee)
        if town.rng.random() < 0.5:
            helper = helpers[town.rng.integers(3)]
            town.pay(ts + town.rng.uniform(24, 120) * HOUR, account, helper, fee * 0.4)
    for begin in range(town.first + 5 * DAY, town.last - DAY, 30 * DAY):
        town.pay(begin, account, landlord, 180_000)
    town.record("freelancer", accounts, is_crime=False)


def seller(town: FarmPlanter) -> None:
    """A small seller takes payments at three banks and pays two suppliers once a week."""
    account = town.take("seller")
    accounts = [account, *town.open(town.holder[account][0], 2)]
    suppliers, price = [town.outside(), town.outside()], town.rng.integers(4, 20) * 1000
    for card in accounts:
        earned = 0.0
        for day, begin in enumerate(range(town.first, town.last, DAY)):
            for buyer in town.some(town.rng.poisson(1.2)):
                amount = price * town.rng.uniform(0.5, 2) // 100 * 100
                town.pay(begin + town.rng.uniform(9, 22) * HOUR, buyer, card, amount)
                earned += amount
            if day % 7 == 6 and earned:
                supplier = suppliers[town.rng.integers(2)]
                town.pay(begin + 23 * HOUR, card, supplier, earned * town.rng.uniform(0.5, 0.8))
                earned = 0.0
    town.record("seller", accounts, is_crime=False)


def realtor(town: FarmPlanter) -> None:
    """Five deposits in all, of five buyers, go on to five owners of flats by the next evening."""
    account = town.take("realtor")
    accounts = [account, *town.open(town.holder[account][0], 2)]
    for buyer, owner in zip(town.some(5), town.some(5), strict=True):
        ts, amount = town.begin(3 * DAY), town.rng.integers(100, 500) * 1000
        card = accounts[town.rng.integers(3)]
        town.pay(ts, buyer, card, amount)
        town.pay(ts + town.rng.uniform(2, 34) * HOUR, card, owner, amount * 0.95)
    town.record("realtor", accounts, is_crime=False)


def changer(town: FarmPlanter) -> None:
    """A flat is sold and another bought on the same day, each in two parts over two accounts."""
    account = town.take("changer")
    accounts = [account, *town.open(town.holder[account][0], 1)]
    ts, price = town.begin(4 * DAY), town.rng.integers(40, 90) * 100_000
    buyer, owner = town.some(2)
    for card in accounts:
        town.pay(ts, buyer, card, price)
        town.pay(ts + town.rng.uniform(0.5, 8) * HOUR, card, owner, price * 0.97)
    town.record("changer", accounts, is_crime=False)


def mover(town: FarmPlanter) -> None:
    """Somebody moves to another bank: all money, and friends who pay to the new account."""
    account = town.take("mover")
    accounts = [account, *town.open(town.holder[account][0], 2)]
    ts = town.begin(20 * DAY)
    for card in accounts[1:]:
        town.pay(ts, "CASH", accounts[1], 150_000, "cash_in")
        town.pay(ts + HOUR, accounts[1], card, 150_000)
        for friend in town.some(3):
            ts += 3 * DAY
            town.pay(ts, friend, card, town.rng.integers(10, 60) * 1000)
            town.pay(ts + 12 * HOUR, card, friend, 30_000)
    town.record("mover", accounts, is_crime=False)


def flat(town: FarmPlanter) -> None:
    """Five students share a phone; parents pay each, all pay one, and that one the landlord."""
    accounts, landlord = [town.take("flat") for _ in range(5)], town.outside()
    parents = town.some(5)
    for begin in range(town.first + 3 * DAY, town.last - 4 * DAY, 30 * DAY):
        for parent, student in zip(parents, accounts, strict=True):
            ts = begin + town.rng.random() * DAY
            town.pay(ts, parent, student, 80_000)
            if student != accounts[0]:
                town.pay(ts + town.rng.uniform(0.1, 8) * HOUR, student, accounts[0], 50_000)
        town.pay(begin + 2 * DAY, accounts[0], landlord, 250_000)
    town.link("phone", accounts)
    town.record("flat", accounts, is_crime=False)


def shop_device(town: FarmPlanter) -> None:
    """Twelve people have used one device, a shop's; three happen to pass a sum on."""
    accounts = [town.take("shop device") for _ in range(12)]
    for account in accounts[:3]:
        ts, amount = town.begin(3 * DAY), town.rng.integers(40, 200) * 1000
        town.pay(ts, town.some(1)[0], account, amount)
        town.pay(ts + town.rng.uniform(3, 40) * HOUR, account, town.some(1)[0], amount)
    town.link("device", accounts)
    town.record("shop device", accounts, is_crime=False)


def accountant(town: FarmPlanter) -> None:
    """One phone serves eight firms, which customers pay and which pay suppliers; and its owner."""
    firms = [town.open(town.newcomer(company=True))[0] for _ in range(8)]
    for card in firms:
        suppliers = [town.outside(), town.outside()]
        for _ in range(12):
            ts, amount = town.begin(3 * DAY), town.rng.integers(30, 300) * 1000
            town.pay(ts, town.some(1)[0], card, amount)
            way = suppliers[town.rng.integers(2)]
            town.pay(ts + town.rng.uniform(1, 40) * HOUR, card, way, amount * 0.9)
    accounts = [*firms, town.take("accountant")]
    town.link("phone", accounts)
    town.record("accountant", accounts, is_crime=False)


CRIMES: Final[tuple[Callable[[FarmPlanter], None], ...]] = (
    farm, lived_farm, gathered_farm, ring_phone, ring_device, lived_phone, small_farm, half_ring,
)  # fmt: skip
LOOK_ALIKES: Final[tuple[Callable[[FarmPlanter], None], ...]] = (
    family, couple, collector, own_banks, freelancer, seller, realtor, changer, mover, flat,
    shop_device, accountant,
)  # fmt: skip
