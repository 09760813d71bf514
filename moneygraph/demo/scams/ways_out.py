"""How stolen money leaves the accounts: exchange, trader, cash, abroad, or spent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from moneygraph.demo.scams.cast import Dropper
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
