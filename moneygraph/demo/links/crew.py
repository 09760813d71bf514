"""The one or two people of a ring who hold its droppers' accounts in their hands."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from moneygraph.demo.links.contacts import Contacts, Link
from moneygraph.demo.scams import Ring

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
