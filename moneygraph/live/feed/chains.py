"""Chains of quick hops: what ``queries/mule-chains.sql`` says.

A payment has at most one step: the hop that paid for most of it. So steps make trees, and a chain
is what leads from a leaf, a payment that no later step begins with, back to its root.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from moneygraph.detect.queries.weigh_row import Scorer
from moneygraph.live.feed.state import CAME_KINDS, WENT_KINDS, Account, Hop, Transfer
from moneygraph.live.feed.times import SECOND, moment, seconds

if TYPE_CHECKING:
    from moneygraph.detect.queries import Query


class Chains:
    """The query with the defaults of its parameters, and its card."""

    def __init__(self, query: Query) -> None:
        values = {name: param.default for name, param in query.params.items()}
        assert query.card is not None
        self.query = query
        self._scorer = Scorer(query.card, values)
        self._within = int(values["within"] or 0)
        self.least = int(values["min_amount"] or 0)
        self._share = float(values["share"] or 0)

    def step(self, paid: Transfer) -> Hop | None:
        """Return the hop that paid for most of a payment, if it was quick and large enough."""
        least = self.least
        if paid.amount < least or paid.kind not in WENT_KINDS or not paid.payer.passes:
            return None
        best, rank = None, (0, 0, 0)
        for hop in paid.paid_by or ():
            lot, _, part, _, _ = hop
            if part < least or part < self._share * paid.amount or lot.kind not in CAME_KINDS:
                continue
            dwell = seconds(paid.ts - lot.credit_ts)
            if dwell > self._within or not lot.id:
                continue
            if best is None or (-part, dwell, lot.id) < rank:
                best, rank = hop, (-part, dwell, lot.id)
        return best

    def link(self, paid: Transfer, step: Hop | None) -> Transfer | None:
        """Let a payment have another step; return the one that its old step began with."""
        before = paid.step[0] if paid.step is not None else None
        if before is not None:
            before.nexts.remove(paid)
        paid.step = step
        if step is not None:
            step[0].nexts = [*step[0].nexts, paid]
        return before

    def row(self, last: Transfer) -> dict[str, Any] | None:
        """Return what an engine would give for the chain that ends with a payment; or None."""
        if last.step is None or last.nexts:
            return None
        steps = list(_back(last))
        numbers = [paid.payer for paid in steps]
        holders = len({account.owner for account in numbers})
        if len(steps) < 2 or holders < 2:
            return None
        root = _lot(steps[-1])
        dwells = [seconds(paid.ts - _lot(paid).credit_ts) for paid in steps]
        end = last.payee
        is_exit = end.is_trader or end.kind in ("exchange", "cash", "abroad")
        row = {
            "accounts": [account.number for account in reversed(numbers)],
            "hops": len(steps),
            "amount": min(paid.step[2] for paid in steps if paid.step),
            "first_ts": moment(root.ts),
            "last_ts": moment(last.credit_ts),
            "holders": holders,
            "longest_s": max(dwells),
            "total_s": round((last.credit_ts - root.ts) / SECOND),
            "quick_points": 10 if max(dwells) <= 3600 else 5,
            "is_exit": is_exit,
            "victim_amount": sum(hi - lo for lo, hi in root.taint or ()),
            "end": _end(end),
            "end_account": end.number,
            "transfers": [root.id, *(paid.id for paid in reversed(steps))],
        }
        return self._scorer.scored(row)


def path_accounts(last: Transfer) -> Iterator[Account]:
    """Yield the accounts on whose being no trader's a chain depends, and where it ends."""
    yield last.payee
    for paid in _back(last):
        yield paid.payer


def below(transfer: Transfer) -> list[Transfer]:
    """Return a payment and all that steps lead to from it, each once."""
    found = {transfer: None}
    pending = [transfer]
    while pending:
        for one in pending.pop().nexts:
            if one not in found:
                found[one] = None
                pending.append(one)
    return list(found)


def _lot(paid: Transfer) -> Transfer:
    assert paid.step is not None
    return paid.step[0]


def _back(last: Transfer) -> Iterator[Transfer]:
    """Yield the payments of a chain, the last first; a circle of steps is gone round once."""
    seen = {last}
    paid = last
    while paid.step is not None:
        yield paid
        paid = paid.step[0]
        if paid in seen or (paid.step is not None and paid.step[0] in seen):
            return
        seen.add(paid)


def _end(account: Account) -> str:
    if account.is_trader:
        return "p2p"
    if account.kind in ("exchange", "cash", "abroad"):
        return account.kind
    if account.kind in ("merchant", "loan desk", "state"):
        return "spent"
    return "held" if account.covered and account.kind != "acquirer" else "unseen"
