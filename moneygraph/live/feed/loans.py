"""Loans that left at once, owner by owner: what ``queries/loan-then-transfer.sql`` says."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.queries.weigh_row import Scorer
from moneygraph.live.feed.state import WENT_KINDS, Burst, Owner, Transfer
from moneygraph.live.feed.times import SECOND, moment, seconds

if TYPE_CHECKING:
    from moneygraph.detect.queries import Query

#: Of an owner so many bursts are kept.
MOST_BURSTS: Final = 32
MOVED_KINDS: Final = frozenset({"transfer", "abroad", "other"})


class Loans:
    """The query with the defaults of its parameters, and its card."""

    def __init__(self, query: Query) -> None:
        values = {name: param.default for name, param in query.params.items()}
        assert query.card is not None
        self.query = query
        self._scorer = Scorer(query.card, values)
        self._pause = int(values["burst"] or 0) * SECOND
        self._before = int(values["before"] or 0) * SECOND
        self._within = int(values["within"] or 0) * SECOND
        self._passed_within = int(values["passed_within"] or 0)
        self._least = max(int(values["min_amount"] or 0), 1)

    def add_loan(self, owner: Owner, loan: Transfer) -> None:
        """Take a loan; call `divide` for the owner before it is measured."""
        insort(owner.loans, loan, key=lambda one: (one.credit_ts, one.id))

    def divide(self, owner: Owner) -> bool:
        """Divide the loans of an owner into bursts; return whether old ones were let go."""
        moved = {one.id: one for burst in owner.bursts for one in burst.moved.values()}
        moved |= {one.id: one for one in owner.outs}
        for one in moved.values():
            one.bursts = None
        owner.loans = [loan for loan in owner.loans if not loan.is_gone]
        bursts: list[Burst] = []
        last = None
        for loan in owner.loans:
            if last is not None and loan.credit_ts <= last + self._pause:
                bursts[-1].loans.append(loan)
            else:
                bursts.append(Burst([loan]))
            last = loan.credit_ts
        owner.bursts = bursts[-MOST_BURSTS:]
        owner.loans = [loan for burst in owner.bursts for loan in burst.loans]
        for transfer in sorted(moved.values(), key=lambda one: one.id):
            self.add_moved(owner, transfer)
        return len(bursts) > MOST_BURSTS

    def add_moved(self, owner: Owner, transfer: Transfer) -> bool:
        """Add what left for others to the bursts that it is near; return whether there is one."""
        found = False
        for burst in owner.bursts:
            first, last = burst.loans[0].credit_ts, burst.loans[-1].credit_ts
            if first - self._before <= transfer.ts <= last + self._within:
                burst.moved[transfer.id] = transfer
                transfer.is_watched = True
                transfer.bursts = [*(transfer.bursts or ()), burst]
                transfer.payee.borrowers[owner] = None
                found = True
        return found

    def passed(self, transfer: Transfer) -> int:
        """Return how much of a transfer its receiver soon passed on."""
        if transfer.payee.is_closed:
            return 0
        if transfer.pays is None:
            return transfer.passed
        return sum(
            part
            for _, out, part, _, _ in transfer.pays
            if seconds(out.ts - transfer.credit_ts) <= self._passed_within
            and not out.own
            and out.kind in WENT_KINDS
        )

    def best(self, owner: Owner) -> tuple[Burst, dict[str, Any]] | None:
        """Return the burst of an owner with the highest score, and what an engine would give."""
        best: tuple[float, int, Burst, dict[str, Any]] | None = None
        for burst in owner.bursts:
            row = self._measured(owner, burst)
            if row is None:
                continue
            scored = self._scorer.scored(row)
            rank = (-scored["score"], burst.loans[0].credit_ts)
            if best is None or rank < best[:2]:
                best = (*rank, burst, scored)
        if best is None:
            return None
        _, _, burst, scored = best
        moved = [one for one in burst.moved.values() if one.amount > 0]
        banks = {one.bank for one in owner.accounts if one.bank is not None}
        return burst, scored | {
            "owner": owner.key,
            "accounts": sorted(one.number for one in owner.accounts),
            "banks": sorted(banks) if banks else None,
            "to_accounts": sorted({one.payee.number for one in moved}),
            "transfers": [one.id for one in (*burst.loans, *moved)],
        }

    def _measured(self, owner: Owner, burst: Burst) -> dict[str, Any] | None:
        moved = [one for one in burst.moved.values() if one.amount > 0]
        loan_amount = sum(loan.to_amount for loan in burst.loans)
        if not moved or loan_amount < self._least:
            return None
        first, last_loan = burst.loans[0].credit_ts, burst.loans[-1].credit_ts
        amount, of_receiver = 0, dict[Owner, int]()
        watched = passed = known = 0
        for one in moved:
            receiver = one.payee.owner
            amount += one.amount
            of_receiver[receiver] = of_receiver.get(receiver, 0) + one.amount
            if one.payee.covered:
                watched += one.amount
                passed += self.passed(one)
            if owner.payees.get(receiver, first) < first - self._before:
                known += one.amount
        start, last = min(first, min(one.ts for one in moved)), max(one.ts for one in moved)
        watched_share = watched / amount
        passed_share = min(1.0, passed / watched) if watched > 0 else None
        seen = watched_share * (passed_share or 0.0)
        moved_share = min(1.0, amount / loan_amount)
        one_share, known_share = max(of_receiver.values()) / amount, known / amount
        return {
            "loans": len(burst.loans),
            "lenders": len({loan.payer.bank or loan.payer.number for loan in burst.loans}),
            "loan_amount": loan_amount,
            "moved_amount": amount,
            "first_ts": moment(start),
            "last_ts": moment(last),
            "minutes": (last - start) // (60 * SECOND),
            "receivers": len(of_receiver),
            "moved_share": moved_share,
            "watched_share": watched_share,
            "passed_share": passed_share,
            "known_share": known_share,
            "one_share": one_share,
            "burst_s": seconds(last_loan - first),
            "moved_s": round((last - last_loan) / SECOND),
            "savings_amount": amount - loan_amount if 100 * amount > 105 * loan_amount else None,
            "passed_part": moved_share * seen,
            "unseen_part": moved_share * (1.0 - watched_share),
            "one_part": moved_share * (1.0 - watched_share) * one_share,
            "known_part": known_share * (1.0 - seen),
        }
