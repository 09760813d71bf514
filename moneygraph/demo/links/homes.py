"""People's own phones and devices, and the homes that families share."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from moneygraph.demo.links.contacts import Contacts, Link
from moneygraph.demo.region import Region

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
