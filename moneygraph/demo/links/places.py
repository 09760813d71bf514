"""What very many share without knowing each other: branch offices, Wi-Fi, cash machines."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from moneygraph.demo.banks import BANKS, COVERED
from moneygraph.demo.links.contacts import Contacts, Link
from moneygraph.demo.world import World

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
