"""The people of the scams: rings, their victims, and their droppers by level."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle

import numpy as np

from moneygraph.demo.ledger import DAY
from moneygraph.demo.manners import COVERED, MISSING
from moneygraph.demo.population import open_for
from moneygraph.demo.world import Account, World

#: The most persons a ring takes; the region must have several times as many.
PERSONS = 25
WAYS = ("exchange", "p2p", "cash", "abroad")
_DEPTHS = (3, 2, 4)
_DROPPERS = {1: (3, 5), 2: (2, 4), 3: (2, 3), 4: (1, 2)}


@dataclass
class Victim:
    """`phoned`: second of the call; `lenders`: own accounts that get loans; `gather`: money
    is first moved to `hub`; `savings`: other accounts, with the one each is emptied to.
    """

    ring: int
    party: int
    phoned: int
    lenders: list[int]
    savings: list[int]
    hub: int
    gather: bool


@dataclass
class Dropper:
    """An account that passes stolen money on; `keeps` is the share that stays with it.

    After `blocked_after` orders its bank lets nothing more out.
    """

    account: int
    ring: int
    level: int
    fresh: bool
    quick: bool
    keeps: float
    ways: tuple[str, ...] = ()
    blocked_after: int | None = None
    orders: int = 0
    received: int = 0
    known_blocked: bool = False


@dataclass
class Ring:
    """A group that works together; `start` is the midnight of its first day, in seconds."""

    number: int
    start: int
    depth: int
    victims: list[Victim] = field(default_factory=list)
    droppers: list[Dropper] = field(default_factory=list)

    def level(self, level: int) -> list[Dropper]:
        """Return the droppers of one level, level 1 is paid by victims."""
        return [dropper for dropper in self.droppers if dropper.level == level]


def cast_rings(world: World, rings: int) -> list[Ring]:
    """Choose victims and droppers and open the accounts that the scam needs."""
    ways = cycle(WAYS)
    cast = []
    for number in range(1, rings + 1):
        day = int(world.rng.integers(2, max(3, world.days - 9)))
        ring = Ring(number, day * DAY, _DEPTHS[number % len(_DEPTHS)])
        for _ in range(int(world.rng.integers(3, 9))):
            _add_victim(world, ring)
        missing_level = 1 + number // 3 % ring.depth if number % 3 == 1 else 0
        for level in range(1, ring.depth + 1):
            low, high = _DROPPERS[level]
            for index in range(int(world.rng.integers(low, high + 1))):
                _add_dropper(world, ring, level, level == missing_level and index == 0)
        for dropper in ring.level(ring.depth):
            dropper.ways = _ways_out(world, dropper, (next(ways), next(ways)))
        cast.append(ring)
    return cast


def _ways_out(world: World, dropper: Dropper, ways: tuple[str, ...]) -> tuple[str, ...]:
    if world.accounts[dropper.account].bank in COVERED:
        return ways
    return ("exchange",)


def _add_victim(world: World, ring: Ring) -> None:
    rng, people = world.rng, world.people
    person = int(people.take(rng, 1, np.isin(people.group, ["worker", "pensioner"]))[0])
    party = int(people.party[person])
    indices = (people.main[person], people.second[person], people.deposit[person])
    own = [int(index) for index in indices if index >= 0]
    at = {world.accounts[index].bank: index for index in reversed(own)}
    for index in own:
        world.accounts[index].role = "victim"
        world.accounts[index].ring = ring.number
    richest = world.accounts[own[-1]]
    richest.spare = int(50_000 * 100 ** float(rng.uniform(0, 1))) * 100
    lenders = []
    for bank in _lending_banks(world):
        index = at.get(bank) or _open(world, party, bank, "victim", ring.number)
        at[bank] = index
        lenders.append(index)
    hub = next(index for index in (own[0], *lenders) if world.accounts[index].bank in COVERED)
    hours = 24 * int(rng.integers(0, 3)) + rng.uniform(9, 18.5)
    savings = [index for index in own if index not in lenders]
    phoned = ring.start + int(hours * 3600)
    gather = bool(rng.random() < 0.45)
    ring.victims.append(Victim(ring.number, party, phoned, lenders, savings, hub, gather))


def _lending_banks(world: World) -> list[str]:
    banks = [str(bank) for bank in world.rng.permutation(list(COVERED))]
    chosen = banks[: int(world.rng.integers(2, 5))]
    if len(chosen) > 2 and world.rng.random() < 0.25:
        chosen[-1] = MISSING[0]
    return chosen


def _open(world: World, party: int, bank: str, role: str, ring: int) -> int:
    index = world.open_account(party, bank, "person", role)
    world.accounts[index].ring = ring
    return index


def _add_dropper(world: World, ring: Ring, level: int, at_missing: bool) -> None:
    rng, people = world.rng, world.people
    covered = np.isin(world.bank_of(), COVERED)
    poor = (people.group != "pensioner") & covered[people.main]
    person = int(people.take(rng, 1, poor)[0])
    fresh = at_missing or bool(rng.random() < 0.5)
    if fresh:
        bank = MISSING[0] if at_missing else str(rng.choice(COVERED))
        index = open_for(world, int(people.party[person]), bank)
        world.accounts[index].spare = 0
    else:
        index = int(people.main[person])
        world.accounts[index].spare = int(rng.integers(0, 20_000)) * 100
    _mark_dropper(world.accounts[index], ring.number, level)
    blocked = None
    if level > 1 and not at_missing and rng.random() < 0.15:
        blocked = int(rng.integers(1, 3))
    keeps = 0.0 if rng.random() < 0.3 else float(rng.uniform(0.02, 0.06))
    quick = bool(rng.random() < 0.6)
    ring.droppers.append(Dropper(index, ring.number, level, fresh, quick, keeps, (), blocked))


def _mark_dropper(account: Account, ring: int, level: int) -> None:
    account.role, account.ring, account.level = "dropper", ring, level


def release(account: Account) -> None:
    """Make a dropper that was never used an ordinary account again."""
    account.role, account.ring, account.level = "person", 0, 0
