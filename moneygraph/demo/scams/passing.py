"""What droppers do with stolen money: wait, keep a part, pass the rest on or take it out.

Money leaves the last level to an exchange, to a trader, in cash or abroad; a dropper may spend
its own part.
"""

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
    """Withdraw banknotes from cash machines in portions; less than a banknote stays."""
    rng = run.world.rng
    machine = _machine(run, dropper.account)
    while total(waiting) >= _NOTE:
        most = min(total(waiting), _AT_ONCE)
        portion = int(most * float(rng.uniform(0.6, 1))) if most == _AT_ONCE else most
        portion = portion // _NOTE * _NOTE
        parcels = draw(waiting, portion)
        run.pay(ts, (dropper.account, machine), portion, "cash_out", parcels)
        run.end(parcels, "cash", machine)
        ts += int(rng.integers(60, 500))
    return ts


#: Way out -> function(run, dropper, waiting parcels, second) -> second after its last order.
WAYS_OUT: dict[str, Callable[..., int]] = {
    "exchange": _send("exchange", "exchange_in", "exchange"),
    "p2p": _send("trader", "friend", "p2p"),
    "cash": _take_out,
    "abroad": _send("abroad", "abroad", "abroad"),
}


def _machine(run: Run, account: int) -> int:
    return run.world.at_bank("cash", run.world.accounts[account].bank)


def take_unseen(run: Run, account: int, waiting: Waiting, ts: int) -> None:
    """At the bank whose statement file is missing, withdraw a part before the rest goes on."""
    rng = run.world.rng
    amount = int(total(waiting) * float(rng.uniform(0.2, 0.6))) // _NOTE * _NOTE
    if amount and rng.random() < 0.6:
        parcels = draw(waiting, amount)
        run.pay(ts - _MINUTE, (account, _machine(run, account)), amount, "cash_out", parcels)
        run.end(parcels, "unseen", account)


def spend(run: Run, account: int, kept: Waiting, ts: int) -> None:
    """Let the owner of an account in use spend exactly its part, within the hour."""
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
#: No order in the last hours, so that none is cut off by the end of the period.
_LAST_ORDER = 6 * _HOUR


@dataclass
class Post:
    """A dropper, the parcels waiting on it, whether it is due to act, and until when it is busy."""

    dropper: Dropper
    waiting: deque[Parcel] = field(default_factory=deque)
    due: bool = False
    busy: int = 0


class Passing:
    """Passes stolen money down the levels of a ring's droppers."""

    def __init__(self, run: Run, ring: Ring) -> None:
        self._run, self._ring = run, ring
        self._at = {dropper.account: Post(dropper) for dropper in ring.droppers}

    def next_dropper(self, level: int, payer: int) -> Dropper:
        """Return the dropper of a level that suits the payer and has received least often."""
        of_level = self._ring.level(level)
        fit = [dropper for dropper in of_level if self._suits(dropper, payer)] or of_level
        return min(fit, key=lambda dropper: (dropper.known_blocked, dropper.received))

    def _suits(self, dropper: Dropper, payer: int) -> bool:
        """Return whether a statement file shows the transfer, and to the minute."""
        accounts = self._run.world.accounts
        bank = accounts[dropper.account].bank
        seen = accounts[payer].bank in COVERED
        return seen or (bank in COVERED and bank != DAY_ONLY)

    def deliver(self, ts: int, dropper: Dropper, parcels: tuple[Parcel, ...]) -> None:
        """Let parcels arrive at second `ts`; the dropper acts on them after a while."""
        dropper.received += 1
        post = self._at[dropper.account]

        def arrive(now: int) -> None:
            post.waiting.extend(parcels)
            if not post.due:
                post.due = True
                free = max(now, post.busy)
                self._run.at(free + self._wait(dropper, free), partial(self._act, post))

        self._run.at(ts, arrive)

    def _wait(self, dropper: Dropper, now: int) -> int:
        rng = self._run.world.rng
        if dropper.quick:
            least = 2 if self._seen(dropper) else 10
            return int(rng.integers(least * _MINUTE, 30 * _MINUTE))
        wait = int(rng.integers(3 * _HOUR, 40 * _HOUR))
        hour = (now + wait) % DAY // _HOUR
        return wait + (8 - hour) * _HOUR if hour < 8 else wait

    def _act(self, post: Post, ts: int) -> None:
        post.due = False
        dropper = post.dropper
        stuck = dropper.blocked_after is not None and dropper.orders >= dropper.blocked_after
        if stuck or ts > self._run.over - _LAST_ORDER:
            dropper.known_blocked = stuck
            self._leave(post, tuple(post.waiting))
            post.waiting.clear()
            return
        dropper.orders += 1
        kept = self._commission(post)
        if not self._seen(dropper):
            take_unseen(self._run, dropper.account, post.waiting, ts)
        if dropper.level < self._ring.depth:
            last = self._hand_down(post, ts)
        else:
            last = WAYS_OUT[self._way(dropper)](self._run, dropper, post.waiting, ts)
            kept.extend(post.waiting)
            post.waiting.clear()
        post.busy = last
        if dropper.fresh:
            self._leave(post, tuple(kept))
        else:
            spend(self._run, dropper.account, kept, last)

    def _leave(self, post: Post, parcels: tuple[Parcel, ...]) -> None:
        end = "held" if self._seen(post.dropper) else "unseen"
        self._run.end(parcels, end, post.dropper.account)

    def _seen(self, dropper: Dropper) -> bool:
        return self._run.world.accounts[dropper.account].bank in COVERED

    def _way(self, dropper: Dropper) -> str:
        return dropper.ways[dropper.orders % len(dropper.ways)]

    def _commission(self, post: Post) -> deque[Parcel]:
        """Return the dropper's part of each parcel, in whole hundreds of tenge; the rest waits."""
        kept: deque[Parcel] = deque()
        for _ in range(len(post.waiting)):
            parcel = post.waiting.popleft()
            part = int(parcel.amount * post.dropper.keeps) // 100_00 * 100_00
            if part:
                kept.append(replace(parcel, amount=part))
            post.waiting.append(replace(parcel, amount=parcel.amount - part))
        return kept

    def _hand_down(self, post: Post, ts: int) -> int:
        """Send all waiting parcels to one to three droppers of the next level."""
        run, dropper = self._run, post.dropper
        rng = run.world.rng
        amount = total(post.waiting)
        targets = 1 if amount < 150_000_00 else int(rng.integers(1, 4))
        for left in range(targets, 0, -1):
            part = amount
            if left > 1:
                share = amount / left * float(rng.uniform(0.7, 1.3))
                part = min(amount, int(share) // 1_000_00 * 1_000_00)
            parcels = draw(post.waiting, part)
            if not parcels:
                break
            below = self.next_dropper(dropper.level + 1, dropper.account)
            accounts = (dropper.account, below.account)
            self.deliver(run.pay(ts, accounts, part, "friend", parcels), below, parcels)
            amount -= part
            ts += int(rng.integers(40, 200))
        return ts
