"""What a report does not know: missing statements, ties, transfers that are not sure, bounds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.dossier.moves import Moves
from moneygraph.report.dossier.register import Register
from moneygraph.report.dossier.trail import Bounds
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.report.values.casework import missed_words
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.casework import Requests
    from moneygraph.casework.laid import Laid
    from moneygraph.flow.trails.trail import Doubt
    from moneygraph.ingest.complaints import Complaint

#: How many of a kind are listed, the largest first; the others are one line.
MOST: Final = 20


class Unknown:
    """Gathers what is not known, in the order in which a report lists it."""

    def __init__(self, laid: Laid, texts: Texts, register: Register) -> None:
        self.laid, self.texts, self.register = laid, texts, register
        self.currency = laid.forward[0].currency
        self.rows: list[dict[str, Any]] = []

    def add_banks(self, asked: Requests | None, only: set[str]) -> None:
        """Add each bank at which money goes out of sight."""
        for code, rows in (asked.by_bank if asked else {}).items():
            some = [row for row in rows if not only or row.account in only]
            amount = sum(row.amount for row in some)
            if some:
                bank = self.texts.bank(code) or self.texts("dossier.no_bank")
                account = self.register.of(some[0].account) if len(some) == 1 else None
                self._add("bank", amount, account=account, bank=bank, n=len(some))

    def add_hops(self) -> None:
        """Add accounts whose own statement is missing, and those whose order is not known."""
        for kind in ("gap", "tie"):
            sums: Counter[str] = Counter()
            for trace, _ in self.laid.trails:
                for hop in trace.hops:
                    if hop.uncovered if kind == "gap" else hop.tied:
                        sums[hop.account] += hop.amount
            self._add_accounts(kind, sums)

    def add_doubts(self, moves: Moves) -> None:
        """Add the transfers and undone payments that are not sure."""
        by_reason: dict[str, dict[int | str, Doubt]] = defaultdict(dict)
        for doubt in self._doubts():
            by_reason[doubt.reason].setdefault(doubt.transfer or doubt.row, doubt)
        for reason, doubts in sorted(by_reason.items()):
            some = sorted(
                doubts.values(), key=lambda one: (-one.amount, one.transfer or 0, one.row)
            )
            for doubt in some[:MOST]:
                named = f"[{doubt.transfer or safe(doubt.row)}] {self._money(doubt.amount)}"
                says = self.texts(f"doubt.{reason}", transfers=named)
                held = doubt.transfer if doubt.transfer in moves.transfers else None
                self._append(reason, says, doubt.amount, transfer=held, place=doubt.row or None)
            self._add_rest(len(some[MOST:]), sum(one.amount for one in some[MOST:]), reason)

    def _doubts(self) -> Iterator[Doubt]:
        for trace, _ in self.laid.trails:
            yield from trace.hangs_on
        if self.laid.all_rules:
            yield from (one for one in self.laid.all_rules.hangs_on if one.transfer is None)

    def add_bounds(self, bounds: Bounds) -> None:
        """Add ends of which other rules say otherwise, and what only they say."""
        trace, _ = self.laid.forward
        amounts = {(end.end, end.account): end.amount for end in trace.ends}
        wide = [key for key in bounds if key in amounts and bounds[key][0] != bounds[key][1]]
        wide.sort(key=lambda key: (bounds[key][0] - bounds[key][1], key))
        for end, account in wide[:MOST]:
            least, most = bounds[end, account]
            self._add(
                "bounds",
                amounts[end, account],
                account=self.register.of(account),
                number=account_number(self.texts, account),
                end=self.texts.word("end", end),
                least=self._money(least),
                most=self._money(most),
            )
        self._add_rest(len(wide[MOST:]), None, "bounds")
        others = [most for key, (_, most) in bounds.items() if key not in amounts and most]
        if others:
            self._add("elsewhere", max(others), n=len(others))

    def add_missed(self, complaints: Sequence[Complaint]) -> None:
        """Add the complaints for which no transfer is found."""
        missed = [row for row in complaints if row.transfer is None]
        for row in missed[:MOST]:
            self._append("complaint", missed_words(self.texts, row), None)
        self._add_rest(len(missed[MOST:]), None, "complaint")

    def add_days(self, moves: Moves) -> None:
        """Add that the time of day of transfers is not known, where it is not."""
        if moves.days:
            amount = sum(moves.transfers[one].traced for one in moves.days)
            self._add("day", amount, n=len(moves.days))

    def add_worths(self, worths: Sequence[str]) -> None:
        """Add what other currencies count as in findings."""
        for says in worths:
            self._append("currency", says, None)

    def add_left_out(self, moves: Moves, findings: int, passing: int) -> None:
        """Add what is not in the file, being too much: transfers, findings, accounts."""
        if moves.left_out:
            self._add("left_out", moves.left_out_amount, n=moves.left_out)
        for what, n in (("findings", findings), ("passing", passing)):
            if n:
                self._append("left-out", self.texts(f"dossier.left_out_{what}", n=n), None)

    def _add_accounts(self, kind: str, sums: Counter[str]) -> None:
        order = sorted(sums, key=lambda one: (-sums[one], one))
        for number in order[:MOST]:
            shown = account_number(self.texts, number)
            self._add(kind, sums[number], account=self.register.of(number), number=shown)
        self._add_rest(len(order[MOST:]), sum(sums[one] for one in order[MOST:]), kind)

    def _add_rest(self, n: int, amount: int | None, kind: str) -> None:
        if n:
            self._append(kind, self.texts("dossier.unknown_more", n=n), amount)

    def _add(self, kind: str, amount: int, *, account: int | None = None, **values: Any) -> None:
        says = self.texts(f"dossier.unknown_{kind}", amount=self._money(amount), **values)
        self._append(kind, says, amount, account=account)

    def _append(
        self,
        kind: str,
        says: str,
        amount: int | None,
        *,
        account: int | None = None,
        transfer: int | None = None,
        place: str | None = None,
    ) -> None:
        text = None if amount is None else plain_amount(amount, self.currency)
        about = {"account": account, "transfer": transfer, "amount": text, "place": place}
        self.rows.append({"kind": kind.replace("_", "-"), "says": says, **about})

    def _money(self, amount: int) -> str:
        return self.texts.money(amount, safe(self.currency))
