"""What droppers do: wait, keep a part, pass the rest on or take it out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from functools import partial

from moneygraph.demo.banks import COVERED, DAY_ONLY
from moneygraph.demo.ledger import DAY
from moneygraph.demo.scams.cast import Dropper, Ring
from moneygraph.demo.scams.orders import Parcel, Run, draw, total
from moneygraph.demo.scams.ways_out import WAYS_OUT, spend, take_unseen

_MINUTE, _HOUR = 60, 3600
#: Nobody acts so late that the period might end in the middle of it.
_LAST_ORDER = 6 * _HOUR


@dataclass
class Desk:
    """One dropper, what waits on it, whether it will act, and till when it is busy."""

    dropper: Dropper
    waiting: deque[Parcel] = field(default_factory=deque)
    due: bool = False
    busy: int = 0


class Passing:
    """A ring's droppers at work."""

    def __init__(self, run: Run, ring: Ring) -> None:
        self._run, self._ring = run, ring
        self._at = {dropper.account: Desk(dropper) for dropper in ring.droppers}

    def next_dropper(self, level: int, payer: int) -> Dropper:
        """Return the dropper of a level that has had least so far and suits the payer."""
        of_level = self._ring.level(level)
        fit = [dropper for dropper in of_level if self._suits(dropper, payer)] or of_level
        return min(fit, key=lambda dropper: (dropper.known_blocked, dropper.received))

    def _suits(self, dropper: Dropper, payer: int) -> bool:
        """Say whether an export shows the transfer, and to the minute."""
        accounts = self._run.world.accounts
        bank = accounts[dropper.account].bank
        seen = accounts[payer].bank in COVERED
        return seen or (bank in COVERED and bank != DAY_ONLY)

    def deliver(self, ts: int, dropper: Dropper, parcels: tuple[Parcel, ...]) -> None:
        """Let parcels arrive at second `ts`; the dropper acts on them after a while."""
        dropper.received += 1
        desk = self._at[dropper.account]

        def arrive(now: int) -> None:
            desk.waiting.extend(parcels)
            if not desk.due:
                desk.due = True
                free = max(now, desk.busy)
                self._run.at(free + self._wait(dropper, free), partial(self._act, desk))

        self._run.at(ts, arrive)

    def _wait(self, dropper: Dropper, now: int) -> int:
        rng = self._run.world.rng
        if dropper.quick:
            least = 2 if self._seen(dropper) else 10
            return int(rng.integers(least * _MINUTE, 30 * _MINUTE))
        wait = int(rng.integers(3 * _HOUR, 40 * _HOUR))
        hour = (now + wait) % DAY // _HOUR
        return wait + (8 - hour) * _HOUR if hour < 8 else wait

    def _act(self, desk: Desk, ts: int) -> None:
        desk.due = False
        dropper = desk.dropper
        stuck = dropper.blocked_after is not None and dropper.orders >= dropper.blocked_after
        if stuck or ts > self._run.over - _LAST_ORDER:
            dropper.known_blocked = stuck
            self._leave(desk, tuple(desk.waiting))
            desk.waiting.clear()
            return
        dropper.orders += 1
        kept = self._commission(desk)
        if not self._seen(dropper):
            take_unseen(self._run, dropper.account, desk.waiting, ts)
        if dropper.level < self._ring.depth:
            last = self._hand_down(desk, ts)
        else:
            last = WAYS_OUT[self._way(dropper)](self._run, dropper, desk.waiting, ts)
            kept.extend(desk.waiting)
            desk.waiting.clear()
        desk.busy = last
        if dropper.fresh:
            self._leave(desk, tuple(kept))
        else:
            spend(self._run, dropper.account, kept, last)

    def _leave(self, desk: Desk, parcels: tuple[Parcel, ...]) -> None:
        end = "held" if self._seen(desk.dropper) else "unseen"
        self._run.end(parcels, end, desk.dropper.account)

    def _seen(self, dropper: Dropper) -> bool:
        return self._run.world.accounts[dropper.account].bank in COVERED

    def _way(self, dropper: Dropper) -> str:
        return dropper.ways[dropper.orders % len(dropper.ways)]

    def _commission(self, desk: Desk) -> deque[Parcel]:
        """Take the dropper's part off each parcel, in whole hundreds of tenge."""
        kept: deque[Parcel] = deque()
        for _ in range(len(desk.waiting)):
            parcel = desk.waiting.popleft()
            part = int(parcel.amount * desk.dropper.keeps) // 100_00 * 100_00
            if part:
                kept.append(replace(parcel, amount=part))
            desk.waiting.append(replace(parcel, amount=parcel.amount - part))
        return kept

    def _hand_down(self, desk: Desk, ts: int) -> int:
        """Send all that waits to one to three droppers of the next level."""
        run, dropper = self._run, desk.dropper
        rng = run.world.rng
        amount = total(desk.waiting)
        targets = 1 if amount < 150_000_00 else int(rng.integers(1, 4))
        for left in range(targets, 0, -1):
            part = amount
            if left > 1:
                share = amount / left * float(rng.uniform(0.7, 1.3))
                part = min(amount, int(share) // 1_000_00 * 1_000_00)
            parcels = draw(desk.waiting, part)
            if not parcels:
                break
            below = self.next_dropper(dropper.level + 1, dropper.account)
            accounts = (dropper.account, below.account)
            self.deliver(run.pay(ts, accounts, part, "friend", parcels), below, parcels)
            amount -= part
            ts += int(rng.integers(40, 200))
        return ts
