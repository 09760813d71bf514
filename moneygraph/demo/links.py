"""Made-up phone numbers, devices, IP addresses and addresses, each given out once.

The one or two people of a ring who hold its droppers' accounts in their hands.

People's own phones and devices, and the homes that families share.

What very many share without knowing each other: branch offices, Wi-Fi, cash machines.

Of which accounts links are sent: a person's, at a bank that answered.

What ties accounts together beside money: phones, devices, IP addresses, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from moneygraph.demo.manners import BANKS, COVERED
from moneygraph.demo.names import luhn_digit
from moneygraph.demo.region import Region
from moneygraph.demo.scams import Ring
from moneygraph.demo.statements.files import write_csv
from moneygraph.demo.world import World

#: A code that operators' numbers do not have, so that no phone is anybody's.
_CODE = "+7799"
_STREETS = ("Самал", "Қызғалдақ", "Бәйтерек", "Достық", "Ақбота", "Көктем", "Степная", "Родниковая")


class Link(NamedTuple):
    """Something tied to an account, which is told by its place."""

    account: int
    kind: str
    value: str


class Contacts:
    """Gives out values, each once; none can be that of a real person."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def phone(self) -> str:
        """Return a phone number with its country's code."""
        return self._fresh(lambda: f"{_CODE}{self._random.randrange(10**7):07d}")

    def device(self) -> str:
        """Return fifteen digits as an IMEI has them, the last one a check digit."""
        return self._fresh(self._imei)

    def ip(self) -> str:
        """Return an address of 100.64.0.0/10, which operators use inside their own networks."""
        return self._fresh(lambda: self._address(100, self._random.randrange(64, 128)))

    def home(self) -> str:
        """Return a street, a house and a flat in no particular town."""
        return self._fresh(lambda: f"{self._house()}, кв. {self._random.randint(1, 120)}")

    def office(self, bank: str) -> str:
        """Return the address of a bank's branch."""
        return self._fresh(lambda: f"{self._house()}, отделение {bank}")

    def hotspot(self) -> str:
        """Return an address of 198.18.0.0/15, which is kept for tests of networks."""
        return self._fresh(lambda: self._address(198, self._random.randrange(18, 20)))

    def machine(self) -> str:
        """Return the number of a cash machine."""
        return self._fresh(lambda: f"ATM-{self._random.randrange(10**5):05d}")

    def _imei(self) -> str:
        first = f"35{self._random.randrange(10**12):012d}"
        return first + luhn_digit(first)

    def _address(self, first: int, second: int) -> str:
        return f"{first}.{second}.{self._random.randrange(256)}.{self._random.randrange(1, 255)}"

    def _house(self) -> str:
        return f"ул. {self._random.choice(_STREETS)}, д. {self._random.randint(1, 250)}"

    def _fresh(self, make: Callable[[], str]) -> str:
        value = make()
        while value in self._given:
            value = make()
        self._given.add(value)
        return value


#: Share of a ring's droppers run from a phone or device that others share.
CONTROLLED = 0.7
#: So many droppers are needed before a ring has two people for them.
_TWO = 6
_TOOLS = (("device",), ("phone",), ("device", "phone"))


def controlled(
    random: Random, contacts: Contacts, cast: list[Ring], told: dict[int, int]
) -> Iterator[Link]:
    """Yield the shared phones and devices; each is on two accounts at least."""
    for ring in cast:
        used = [one.account for one in ring.droppers if one.received and one.account in told]
        held = random.sample(used, round(CONTROLLED * len(used)))
        if len(held) < 2:
            continue
        controllers = 2 if len(held) >= _TWO and random.random() < 0.6 else 1
        for first in range(controllers):
            for kind in random.choice(_TOOLS):
                value = contacts.phone() if kind == "phone" else contacts.device()
                yield from (Link(account, kind, value) for account in held[first::controllers])


#: How many live together, and how often.
_SIZES, _OFTEN = (1, 2, 3, 4, 5), (0.22, 0.33, 0.2, 0.17, 0.08)
_ONE_DEVICE = 0.15
_HAS_DEVICE, _HAS_IP = 0.8, 0.6
Things = list[tuple[str, str]]


def home_links(
    random: Random, contacts: Contacts, region: Region, told: dict[int, int]
) -> Iterator[Link]:
    """Yield a phone, a home and mostly a device and an IP address for each person's accounts.

    A card that was opened for a ring is not seen on its owner's own device or at home on line.
    """
    fresh = {one.account for ring in region.cast for one in ring.droppers if one.fresh}
    things: dict[int, Things] = {}
    for family in _families(random, region.world.people.party.tolist()):
        things |= _things(random, contacts, family)
    for account, party in told.items():
        for kind, value in things[party]:
            if account not in fresh or kind in ("phone", "address"):
                yield Link(account, kind, value)


def _families(random: Random, parties: list[int]) -> Iterator[list[int]]:
    random.shuffle(parties)
    while parties:
        size = random.choices(_SIZES, _OFTEN)[0]
        yield parties[-size:]
        del parties[-size:]


def _things(random: Random, contacts: Contacts, family: list[int]) -> dict[int, Things]:
    """Return what each of a family has: the home is shared, a device now and then by spouses."""
    shared: Things = [("address", contacts.home())]
    if random.random() < _HAS_IP:
        shared.append(("ip", contacts.ip()))
    things: dict[int, Things] = {party: [*shared, ("phone", contacts.phone())] for party in family}
    spouses = family[:2] if random.random() < _ONE_DEVICE else []
    device = contacts.device()
    for party in family:
        if party in spouses:
            things[party].append(("device", device))
        elif random.random() < _HAS_DEVICE:
            things[party].append(("device", contacts.device()))
    return things


#: About so many people use one hotspot, one branch, one cash machine of a bank.
_A_HOTSPOT, _A_BRANCH, _A_MACHINE = 600, 1500, 800
_ON_WIFI, _AT_BRANCH, _AT_MACHINE = 0.3, 0.06, 0.4


def place_links(
    random: Random, contacts: Contacts, world: World, told: dict[int, int]
) -> Iterator[Link]:
    """Yield links of ordinary people and droppers alike, by chance alone."""
    people = world.people.party.size
    hotspots = [contacts.hotspot() for _ in range(1 + people // _A_HOTSPOT)]
    branches, machines = {}, {}
    for bank in COVERED:
        branches[bank] = [contacts.office(BANKS[bank].name) for _ in range(1 + people // _A_BRANCH)]
        machines[bank] = [contacts.machine() for _ in range(1 + people // _A_MACHINE)]
    for account in told:
        bank = world.accounts[account].bank
        if random.random() < _ON_WIFI:
            yield Link(account, "ip", random.choice(hotspots))
        if random.random() < _AT_BRANCH:
            yield Link(account, "address", random.choice(branches[bank]))
        if random.random() < _AT_MACHINE:
            yield Link(account, "atm", random.choice(machines[bank]))


def told_accounts(region: Region) -> dict[int, int]:
    """Return the party of each account told of, by the account's place and in that order.

    An account on which no money moved stands in no export, and nobody asks for it.
    """
    moved = np.union1d(region.transfers["from_account"], region.transfers["to_account"])
    accounts = region.world.accounts
    return {
        place: accounts[place].party
        for place in moved.tolist()
        if accounts[place].kind == "person" and accounts[place].bank in COVERED
    }


HEADER = ("account", "kind", "value")


def write_links(region: Region, seed: int, folder: Path) -> None:
    """Write ``links.csv``: one row for each thing tied to an account, sorted."""
    random = Random(f"links {seed}")
    contacts = Contacts(random)
    told = told_accounts(region)
    links = {
        *controlled(random, contacts, region.cast, told),
        *home_links(random, contacts, region, told),
        *place_links(random, contacts, region.world, told),
    }
    accounts = region.world.accounts
    rows = sorted((accounts[link.account].number, link.kind, link.value) for link in links)
    write_csv(folder / "links.csv", [HEADER, *rows])
