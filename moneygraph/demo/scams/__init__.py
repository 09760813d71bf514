"""The scams of the region: who takes part, which transfers they order, where the money goes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.demo.ledger import DAY
from moneygraph.demo.scams.cast import Dropper, Ring, cast_rings, release
from moneygraph.demo.scams.orders import Pause, Run
from moneygraph.demo.scams.passing import Passing
from moneygraph.demo.scams.robbery import rob

if TYPE_CHECKING:
    from moneygraph.demo.world import Ints

__all__ = ["Ring", "Run", "cast_rings", "commit", "touched"]

_HOUR = 3600


def touched(cast: list[Ring]) -> Ints:
    """Return the accounts, in order, whose balance a scam depends on."""
    indices = {dropper.account for ring in cast for dropper in ring.droppers}
    for ring in cast:
        for victim in ring.victims:
            indices.update([*victim.lenders, *victim.savings, victim.hub])
    return np.array(sorted(indices), dtype=np.int64)


def commit(run: Run, cast: list[Ring]) -> None:
    """Run all rings; `run` then holds their orders, ends and pauses.

    A victim's index in the truth is its index among all rings' victims, in order.
    """
    index = 0
    for ring in cast:
        passing = Passing(run, ring)
        for victim in ring.victims:
            run.at(victim.phoned, partial(rob, run, index, victim, passing))
            index += 1
    run.play()
    last = {order.from_account: order.ts for order in run.orders}
    for ring in cast:
        for dropper in ring.droppers:
            _hand_over(run, ring, dropper, last.get(dropper.account))


def _hand_over(run: Run, ring: Ring, dropper: Dropper, last: int | None) -> None:
    """Let the owner of an account in use withdraw his own money the evening before."""
    if not dropper.received:
        release(run.world.accounts[dropper.account])
    if dropper.fresh or not dropper.received:
        return
    rng = run.world.rng
    evening = ring.start - int(rng.integers(2 * _HOUR, 5 * _HOUR))
    back = run.over
    if last is not None and not dropper.known_blocked:
        back = last + int(rng.integers(_HOUR, DAY))
    run.pauses[dropper.account] = Pause(evening, back)
    own = run.wallets.balance(dropper.account, evening) // 1_000_00 * 1_000_00
    if own:
        desk = run.world.at_bank("cash", run.world.accounts[dropper.account].bank)
        run.pay(evening, (dropper.account, desk), own, "cash_out")
