"""How stolen money leaves the accounts: exchange, trader, cash, abroad, or spent.

What droppers do: wait, keep a part, pass the rest on or take it out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from moneygraph.demo.ledger import DAY
from moneygraph.demo.manners import COVERED, DAY_ONLY
from moneygraph.demo.scams.cast import Dropper, Ring
from moneygraph.demo.scams.orders import Parcel, Run, draw, total

_MINUTE = 60
_NOTE = 5_000_00
_AT_ONCE = 400_000_00
Waiting = deque[Parcel]


def _send(role: str, manner: str, end: str) -> Callable[..., int]:
    """Return an order that pays everything to one account of this role, at most in two parts."""

    def leave(run: Run, dropper: Dropper, waiting: Waiting, ts: int) -> int:
        rng = run.world.rng
        target = int(rng.choice(run.world.having(role)))
        amount = total(waiting)
        half = amount // 2 // 1_000_00 * 1_000_00
        parts = [half, amount - half] if amount > 600_000_00 and rng.random() < 0.5 else [amount]
        for part in parts:
            parcels = draw(waiting, part)
            run.pay(ts, (dropper.account, target), part, manner, parcels)
            run.end(parcels, end, target)
            ts += int(rng.integers(60, 400))
        return ts

    return leave


def _take_out(run: Run, dropper: Dropper, waiting: Waiting, ts: int) -> int:
    """Take notes out of machines, portion by portion; what makes no note stays."""
    rng = run.world.rng
    desk = _machine(run, dropper.account)
    while total(waiting) >= _NOTE:
        most = min(total(waiting), _AT_ONCE)
        portion = int(most * float(rng.uniform(0.6, 1))) if most == _AT_ONCE else most
        portion = portion // _NOTE * _NOTE
        parcels = draw(waiting, portion)
        run.pay(ts, (dropper.account, desk), portion, "cash_out", parcels)
        run.end(parcels, "cash", desk)
        ts += int(rng.integers(60, 500))
    return ts


#: Way -> order(run, dropper, what waits, second) -> second after it; what stays still waits.
WAYS_OUT: dict[str, Callable[..., int]] = {
    "exchange": _send("exchange", "exchange_in", "exchange"),
    "p2p": _send("trader", "friend", "p2p"),
    "cash": _take_out,
    "abroad": _send("abroad", "abroad", "abroad"),
}


def _machine(run: Run, account: int) -> int:
    return run.world.at_bank("cash", run.world.accounts[account].bank)


def take_unseen(run: Run, account: int, waiting: Waiting, ts: int) -> None:
    """At the bank whose export is missing, take a part out in cash before the rest goes on."""
    rng = run.world.rng
    amount = int(total(waiting) * float(rng.uniform(0.2, 0.6))) // _NOTE * _NOTE
    if amount and rng.random() < 0.6:
        parcels = draw(waiting, amount)
        run.pay(ts - _MINUTE, (account, _machine(run, account)), amount, "cash_out", parcels)
        run.end(parcels, "unseen", account)


def spend(run: Run, account: int, kept: Waiting, ts: int) -> None:
    """Let the owner of a lived-in account spend exactly what it kept, within the hour."""
    amount = total(kept)
    if not amount:
        return
    rng = run.world.rng
    ts += int(rng.integers(3 * _MINUTE, 50 * _MINUTE))
    parcels = draw(kept, amount)
    if amount % 1_000_00 == 0 and rng.random() < 0.6:
        target, manner, end = _machine(run, account), "cash_out", "cash"
    else:
        manner = str(rng.choice(["electronics", "clothes", "groceries"]))
        target, end = int(rng.choice(run.world.having(f"merchant:{manner}"))), "spent"
    run.pay(ts, (account, target), amount, manner, parcels)
    run.end(parcels, end, target)


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
