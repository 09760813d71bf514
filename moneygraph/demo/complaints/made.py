"""The complaints, one for each victim, and the rows of the register that holds them.

The register is kept by hand in a spreadsheet, so that rows lack a victim, an account or a time,
and numbers lose their zeros.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from moneygraph.demo.ledger import DAY
from moneygraph.demo.region import Region
from moneygraph.demo.scams.orders import Order
from moneygraph.demo.statements.answer import START
from moneygraph.demo.truth import ids, money, visible
from moneygraph.demo.world import World

_HOUR = 3600
_FIRST_NUMBER = 251_900_001
#: Numbers in the register differ by at most this: other crimes are between.
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
    """A transfer by which money left a victim: its id, its order and the index of the order."""

    transfer: str
    index: int
    order: Order


@dataclass(frozen=True)
class Complaint:
    """One victim's thefts in time order; `registered` in seconds from the first midnight.

    `group` and `region` are "" where the register holds none.
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
        """The sum of the thefts (tiyn)."""
        return sum(theft.order.amount for theft in self.thefts)


def make_complaints(region: Region, seed: int) -> list[Complaint]:
    """Return the complaints in the order of the register.

    A theft that no statement file shows is left out, as nobody could find it.
    """
    random = Random(f"complaints {seed}")
    thefts = _thefts(region)
    filed = sorted(
        (thefts[index][-1].order.ts + _delay(random), victim, ring, thefts[index])
        for index, (victim, ring) in enumerate(_victims(region))
        if index in thefts
    )
    complaints, number = [], _FIRST_NUMBER
    for registered, victim, ring, of_victim in filed:
        # drawn here, in the register's order, so that nothing depends on the ring
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
    """Return each victim's visible thefts by the index of the victim in the truth."""
    id_of, seen = ids(region), visible(region)
    found: dict[int, list[Theft]] = defaultdict(list)
    for index, order in enumerate(region.run.orders):
        if order.steals(index) and seen[int(id_of[index]) - 1]:
            found[order.parcels[0].victim].append(Theft(id_of[index], index, order))
    for of_victim in found.values():
        of_victim.sort(key=lambda theft: (theft.order.ts, theft.index))
    return found


def _delay(random: Random) -> int:
    """Return how many seconds after the theft the victim complains."""
    if random.random() < _SAME_DAY:
        return random.randint(2 * _HOUR, 26 * _HOUR)
    return random.randint(26 * _HOUR, 8 * DAY)


HEADER = (
    "number",
    "registered",
    "victim",
    "account",
    "amount",
    "ts",
    "transfer",
    "group",
    "region",
)
#: Shares of all rows; a row lacks the victim or the account, never both.
DAY_ONLY, TO_THE_MINUTE = 0.15, 0.25
NO_VICTIM, NO_ACCOUNT = 0.05, 0.2
SPACED_AMOUNT = 0.1
#: Share of the rows whose IIN begins with a zero.
ZEROS_LOST = 0.6
#: Share of all complaints.
REGISTERED_DAY_ONLY = 0.3


def register_rows(
    world: World, complaints: Sequence[Complaint], seed: int
) -> Iterator[Sequence[str]]:
    """Yield the header and a row a theft, in the register's order.

    `transfer` stays empty: the police have no transfer ids.
    """
    random = Random(f"register {seed}")
    yield HEADER
    for complaint in complaints:
        registered = _registered(random, complaint.registered)
        for theft in complaint.thefts:
            number = world.accounts[theft.order.from_account].number
            # of two equal amounts only a row with every field can be found
            full = _has_twin(theft, complaint)
            yield (
                complaint.number,
                registered,
                *_who(random, complaint.victim, number, full),
                _amount(random, theft.order.amount),
                _when(random, theft.order.ts, full),
                "",
                complaint.group,
                complaint.region,
            )


def _registered(random: Random, ts: int) -> str:
    if random.random() < REGISTERED_DAY_ONLY:
        return _text(ts, "%Y-%m-%d")
    return _text(ts, "%Y-%m-%d %H:%M")


def _has_twin(theft: Theft, complaint: Complaint) -> bool:
    return sum(one.order.amount == theft.order.amount for one in complaint.thefts) > 1


def _who(random: Random, victim: str, number: str, full: bool) -> tuple[str, str]:
    lacks, loses = random.random(), random.random() < ZEROS_LOST
    # as a spreadsheet does that takes an IIN for a number
    shown = victim.lstrip("0") if loses else victim
    if full or lacks >= NO_VICTIM + NO_ACCOUNT:
        return shown, number
    return ("", number) if lacks < NO_VICTIM else (shown, "")


def _amount(random: Random, amount: int) -> str:
    if random.random() >= SPACED_AMOUNT:
        return money(amount)
    return f"{amount // 100:,}".replace(",", " ") + f",{amount % 100:02d}"


def _when(random: Random, ts: int, full: bool) -> str:
    how = random.random()
    if full or how >= DAY_ONLY + TO_THE_MINUTE:
        return _text(ts, "%Y-%m-%d %H:%M:%S")
    return _text(ts, "%Y-%m-%d" if how < DAY_ONLY else "%Y-%m-%d %H:%M")


def _text(ts: int, form: str) -> str:
    return (START + timedelta(seconds=ts)).strftime(form)
