"""What a victim is talked into within hours: loans, savings withdrawn, all of it sent away."""

from __future__ import annotations

from dataclasses import dataclass, field

from moneygraph.demo.manners import COVERED
from moneygraph.demo.scams.cast import Victim
from moneygraph.demo.scams.orders import Parcel, Pause, Run
from moneygraph.demo.scams.passing import Passing

_HOUR = 3600
#: Scammers leave amounts below this (tiyn).
_WORTH = 20_000_00


@dataclass
class Available:
    """What the victim can send: tiyn on each account, and since which second."""

    money: dict[int, int] = field(default_factory=dict)
    ready: dict[int, int] = field(default_factory=dict)

    def get(self, account: int, amount: int, ts: int) -> None:
        """Add money that is there from this second on."""
        self.money[account] = self.money.get(account, 0) + amount
        self.ready[account] = max(self.ready.get(account, 0), ts)


def rob(run: Run, index: int, victim: Victim, passing: Passing, _: int) -> None:
    """Order everything one victim is talked into; `index` is its index in the truth."""
    available = Available()
    _empty_savings(run, victim, available)
    _borrow(run, victim, available)
    _gather(run, victim, available)
    rng = run.world.rng
    single = len(available.money) == 1
    for account, amount in available.money.items():
        ts = available.ready[account]
        times = int(rng.integers(1, 6)) if single else 1 + int(rng.random() < 0.25)
        for part in _parts(run, amount, times):
            ts += int(rng.integers(90, 500))
            dropper = passing.next_dropper(1, account)
            stolen = (Parcel(index, len(run.orders), part),)
            arrived = run.pay(ts, (account, dropper.account), part, "friend", stolen)
            passing.deliver(arrived, dropper, stolen)
    for account in {*victim.lenders, *victim.savings, victim.hub}:
        run.pauses[account] = Pause(victim.phoned, victim.phoned + 8 * _HOUR, debits=True)


def _empty_savings(run: Run, victim: Victim, available: Available) -> None:
    rng = run.world.rng
    for account in [*victim.savings, *victim.lenders]:
        rest = int(rng.integers(0, 3_000_00)) if rng.random() < 0.5 else 0
        there = run.wallets.balance(account, victim.phoned) - rest
        if there > _WORTH:
            available.get(account, there, victim.phoned + int(rng.integers(300, 1500)))


def _borrow(run: Run, victim: Victim, available: Available) -> None:
    rng = run.world.rng
    times = sorted(int(second) for second in rng.integers(240, 3000, len(victim.lenders)))
    for account, wait in zip(victim.lenders, times, strict=True):
        bank = run.world.accounts[account].bank
        amount = int(rng.integers(30, 301)) * 10_000_00
        desk = run.world.at_bank("loan_desk", bank)
        arrived = run.pay(victim.phoned + wait, (desk, account), amount, "quick_loan")
        available.get(account, amount, arrived)


def _gather(run: Run, victim: Victim, available: Available) -> None:
    """Move money to the hub: all of it, or what no statement file would show leaving."""
    accounts = run.world.accounts
    for account in [index for index in available.money if index != victim.hub]:
        bank = accounts[account].bank
        if victim.gather or bank not in COVERED or account in victim.savings:
            amount, since = available.money.pop(account), available.ready.pop(account)
            manner = "deposit" if bank == accounts[victim.hub].bank else "own"
            ts = since + int(run.world.rng.integers(60, 420))
            available.get(victim.hub, amount, run.pay(ts, (account, victim.hub), amount, manner))


def _parts(run: Run, amount: int, times: int) -> list[int]:
    """Split an amount into that many payments of whole thousands and a last one."""
    parts = []
    for left in range(times, 1, -1):
        share = amount / left * float(run.world.rng.uniform(0.7, 1.3))
        part = int(share) // 1_000_00 * 1_000_00
        if part < _WORTH or amount - part < _WORTH:
            break
        parts.append(part)
        amount -= part
    return [*parts, amount]
