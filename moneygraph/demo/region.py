"""Makes a region and lets money move in it for some weeks: ordinary life, then the scams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.demo.ledger import Ledger, Transfers, in_order, openings
from moneygraph.demo.life import live
from moneygraph.demo.life.crypto import buy_for_customers
from moneygraph.demo.population import make_world
from moneygraph.demo.scams import Ring, Run, cast_rings, commit, touched
from moneygraph.demo.scams.cast import PERSONS
from moneygraph.demo.scams.orders import Wallets, apart, still_possible
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.demo.world import Ints, World

_PEOPLE_PER_RING = 330
_FEWEST_PEOPLE, _FEWEST_DAYS = 60, 7
#: More would not fit into the sheets of some banks.
_MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class Region:
    """A region after its month: all transfers in order (ids count from 1), openings (tiyn)."""

    world: World
    cast: list[Ring]
    run: Run
    transfers: Transfers
    opening: Ints


def make_region(seed: int, people: int, rings: int | None, days: int) -> Region:
    """Return the region of this seed; raises `CallError` for impossible sizes."""
    count = max(1, people // _PEOPLE_PER_RING) if rings is None else rings
    _check(people, count, days)
    world = make_world(seed, people, days)
    cast = cast_rings(world, count)
    ledger = Ledger(world)
    live(world, ledger)
    ours = touched(cast)
    life = apart(ledger.transfers(), ours)
    before = openings(life, world)
    run = Run(world, Wallets(life, before))
    commit(run, cast)
    scam = run.transfers()
    kept = still_possible(life, scam, before, run.pauses)
    moved = np.concatenate([life[kept], scam])
    trade = Ledger(world)
    buy_for_customers(world, trade, moved)
    transfers = in_order(np.concatenate([moved, trade.transfers()]))
    opening = openings(transfers, world)
    opening[ours] = before[ours]
    return Region(world, cast, run, transfers, opening)


def _check(people: int, rings: int, days: int) -> None:
    if not _FEWEST_PEOPLE <= people <= _MOST_PEOPLE or days < _FEWEST_DAYS:
        raise CallError(
            Message(
                "a region of {people} people and {days} days cannot be made",
                people=people,
                days=days,
            ),
            Message(
                "Take {fewest_people} to {most_people} people and at least {fewest_days} days.",
                fewest_people=_FEWEST_PEOPLE,
                most_people=_MOST_PEOPLE,
                fewest_days=_FEWEST_DAYS,
            ),
        )
    if rings < 0 or rings * PERSONS * 2 > people:
        raise CallError(
            Message("{people} people are not enough for {rings} rings", people=people, rings=rings)
            if rings > 0
            else Message("there cannot be {rings} rings", rings=rings),
            Message("Take at most {most} rings.", most=people // (PERSONS * 2)),
        )
