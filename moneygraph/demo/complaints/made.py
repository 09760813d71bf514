"""Who complains of what, and when: one complaint a victim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from moneygraph.demo.ledger import DAY
from moneygraph.demo.region import Region
from moneygraph.demo.scams.orders import Order
from moneygraph.demo.truth import ids, visible

_HOUR = 3600
_FIRST_NUMBER = 251_900_001
#: Other crimes stand between two of these in the register.
_MOST_BETWEEN = 6
_SAME_DAY = 0.6
_WITH_GROUP, _WITH_REGION = 0.45, 0.7
_GROUPS = ("СОГ «Арлан»", "СОГ «Қыран»", "СОГ «Сұңқар»", "Группа № 4", "Группа № 7")
_REGIONS = (
    *("Акмолинская область", "Актюбинская область", "Алматинская область", "Жамбылская область"),
    *("Карагандинская область", "Костанайская область", "Павлодарская область"),
    *("Туркестанская область", "область Абай", "область Жетісу", "область Ұлытау"),
)


@dataclass(frozen=True)
class Theft:
    """A transfer by which money left a victim: its id, its order and the order's place."""

    transfer: str
    place: int
    order: Order


@dataclass(frozen=True)
class Complaint:
    """One victim's thefts in time order; `registered` in seconds as transfers have it.

    `group` and `region` are "" where the register does not say.
    """

    number: str
    registered: int
    victim: str
    ring: int
    thefts: tuple[Theft, ...]
    group: str
    region: str

    @property
    def lost(self) -> int:
        """What the thefts come to (tiyn)."""
        return sum(theft.order.amount for theft in self.thefts)


def make_complaints(region: Region, seed: int) -> list[Complaint]:
    """Return the complaints in the order of the register.

    A theft that no export shows is left out, for nobody could find it.
    """
    random = Random(f"complaints {seed}")
    thefts = _thefts(region)
    filed = sorted(
        (thefts[place][-1].order.ts + _delay(random), victim, ring, thefts[place])
        for place, (victim, ring) in enumerate(_victims(region))
        if place in thefts
    )
    complaints, number = [], _FIRST_NUMBER
    for registered, victim, ring, of_victim in filed:
        # drawn here, in the register's order, so that nothing hangs on the ring
        group = random.choice(_GROUPS) if random.random() < _WITH_GROUP else ""
        where = random.choice(_REGIONS) if random.random() < _WITH_REGION else ""
        complaints.append(
            Complaint(str(number), registered, victim, ring, tuple(of_victim), group, where)
        )
        number += random.randint(1, _MOST_BETWEEN)
    return complaints


def _victims(region: Region) -> Iterator[tuple[str, int]]:
    for ring in region.cast:
        for victim in ring.victims:
            yield region.world.parties[victim.party].id, ring.number


def _thefts(region: Region) -> dict[int, list[Theft]]:
    """Return each victim's visible thefts by the victim's place in the truth."""
    id_of, seen = ids(region), visible(region)
    found: dict[int, list[Theft]] = defaultdict(list)
    for place, order in enumerate(region.run.orders):
        if order.steals(place) and seen[int(id_of[place]) - 1]:
            found[order.parcels[0].victim].append(Theft(id_of[place], place, order))
    for of_victim in found.values():
        of_victim.sort(key=lambda theft: (theft.order.ts, theft.place))
    return found


def _delay(random: Random) -> int:
    """Return after how many seconds a victim has understood and gone to the police."""
    if random.random() < _SAME_DAY:
        return random.randint(2 * _HOUR, 26 * _HOUR)
    return random.randint(26 * _HOUR, 8 * DAY)
