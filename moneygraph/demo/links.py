"""Links of accounts beside money: phones, devices, IP addresses, homes and cash machines.

Three sources are mixed in ``links.csv``: the phones and devices that one or two people of a ring
use for its droppers' accounts; people's own ones, with the homes that families share; and what
many people share by chance (branch offices, Wi-Fi, cash machines). Only persons' accounts at banks
that sent a statement file have links.
"""

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
HEADER = ("account", "kind", "value")


class Link(NamedTuple):
    """Something that an account is linked to; `account` is its index."""

    account: int
    kind: str
    value: str


class Contacts:
    """Draws values, never the same one twice; none can be that of a real person."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: set[str] = set()

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
        while value in self._used:
            value = make()
        self._used.add(value)
        return value


def write_links(region: Region, seed: int, folder: Path) -> None:
    """Write ``links.csv``: one row for each link, sorted."""
    random = Random(f"links {seed}")
    contacts = Contacts(random)
    party_of = linked_accounts(region)
    links = {
        *controlled(random, contacts, region.cast, party_of),
        *home_links(random, contacts, region, party_of),
        *chance_links(random, contacts, region.world, party_of),
    }
    accounts = region.world.accounts
    rows = sorted((accounts[link.account].number, link.kind, link.value) for link in links)
    write_csv(folder / "links.csv", [HEADER, *rows])


def linked_accounts(region: Region) -> dict[int, int]:
    """Return the party of each account with links, by the account's index and in that order.

    An account without a transfer is in no statement file, so it has no links.
    """
    moved = np.union1d(region.transfers["from_account"], region.transfers["to_account"])
    accounts = region.world.accounts
    return {
        index: accounts[index].party
        for index in moved.tolist()
        if accounts[index].kind == "person" and accounts[index].bank in COVERED
    }


#: Share of a ring's used droppers that are run from a phone or device that others share.
CONTROLLED = 0.7
#: From so many droppers on, a ring may have two people who run them.
_TWO = 6
_TOOLS = (("device",), ("phone",), ("device", "phone"))


def controlled(
    random: Random, contacts: Contacts, cast: list[Ring], party_of: dict[int, int]
) -> Iterator[Link]:
    """Yield the phones and devices of those who run droppers; each is on at least two accounts."""
    for ring in cast:
        used = [one.account for one in ring.droppers if one.received and one.account in party_of]
        held = random.sample(used, round(CONTROLLED * len(used)))
        if len(held) < 2:
            continue
        controllers = 2 if len(held) >= _TWO and random.random() < 0.6 else 1
        for first in range(controllers):
            for kind in random.choice(_TOOLS):
                value = contacts.phone() if kind == "phone" else contacts.device()
                yield from (Link(account, kind, value) for account in held[first::controllers])


#: Sizes of families, and the share of each size.
_SIZES, _OFTEN = (1, 2, 3, 4, 5), (0.22, 0.33, 0.2, 0.17, 0.08)
_ONE_DEVICE = 0.15
_HAS_DEVICE, _HAS_IP = 0.8, 0.6
Things = list[tuple[str, str]]


def home_links(
    random: Random, contacts: Contacts, region: Region, party_of: dict[int, int]
) -> Iterator[Link]:
    """Yield a phone, a home and mostly a device and an IP address for each person's accounts.

    An account opened for a ring is never used on its owner's own device or home network.
    """
    fresh = {one.account for ring in region.cast for one in ring.droppers if one.fresh}
    things: dict[int, Things] = {}
    for family in _families(random, region.world.people.party.tolist()):
        things |= _things(random, contacts, family)
    for account, party in party_of.items():
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
    """Return the links of each in a family: they share a home, and some spouses share a device."""
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


#: About so many people share one hotspot, one branch or one cash machine of a bank.
_A_HOTSPOT, _A_BRANCH, _A_MACHINE = 600, 1500, 800
_ON_WIFI, _AT_BRANCH, _AT_MACHINE = 0.3, 0.06, 0.4


def chance_links(
    random: Random, contacts: Contacts, world: World, party_of: dict[int, int]
) -> Iterator[Link]:
    """Yield links of ordinary people and droppers alike, by chance alone."""
    people = world.people.party.size
    hotspots = [contacts.hotspot() for _ in range(1 + people // _A_HOTSPOT)]
    branches, machines = {}, {}
    for bank in COVERED:
        branches[bank] = [contacts.office(BANKS[bank].name) for _ in range(1 + people // _A_BRANCH)]
        machines[bank] = [contacts.machine() for _ in range(1 + people // _A_MACHINE)]
    for account in party_of:
        bank = world.accounts[account].bank
        if random.random() < _ON_WIFI:
            yield Link(account, "ip", random.choice(hotspots))
        if random.random() < _AT_BRANCH:
            yield Link(account, "address", random.choice(branches[bank]))
        if random.random() < _AT_MACHINE:
            yield Link(account, "atm", random.choice(machines[bank]))
