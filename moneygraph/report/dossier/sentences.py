"""What was asked and found, in five sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneygraph.report.dossier.moves import EXITS
from moneygraph.report.text.numbers import iso
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.casework import Freeze, Requests
    from moneygraph.casework.laid import Laid, Scope

_NAMES_SHOWN = 3


def title(texts: Texts, scope: Scope) -> str:
    """Return what stands above a report."""
    names = ", ".join(safe(name) for name in scope.names[:_NAMES_SHOWN])
    names += " …" if len(scope.names) > _NAMES_SHOWN else ""
    return texts(f"dossier.title_{scope.kind}", names=names, n=len(scope.names))


class Sentences:
    """Says what a report is about and what it found."""

    def __init__(self, laid: Laid, texts: Texts) -> None:
        self.laid, self.texts = laid, texts
        self.trace, self.layers = laid.forward
        self.currency = safe(self.trace.currency)

    def of_complaints(self, freeze: Freeze | None, requests: Requests | None) -> list[str]:
        """Return the sentences where the money of complaints, or of victims, is followed."""
        return [
            self._asked(),
            self._stolen(),
            self._left(),
            self._held(freeze),
            self._open(requests),
        ]

    def of_holder(
        self, found: Sequence[Mapping[str, Any]], reached: Mapping[str, int], own: int
    ) -> list[str]:
        """Return the sentences of an account or owner.

        `found` are the findings about it, `reached` how much of each complaint's money came to it,
        `own` how many complaints it made itself.
        """
        back, _ = self.laid.trails[0]
        asked = self.texts(
            f"dossier.asked_{self.laid.scope.kind}",
            names=safe(self.laid.scope.names[0]),
            rule=self.trace.rule,
        )
        turned = self.texts(
            "dossier.turnover",
            received=self._money(back.traced),
            paid=self._money(self.trace.traced),
            currency=self.currency,
        )
        names = set(self.laid.scope.names)
        best = max(found, key=lambda one: (one["about"] in names, one["score"]), default=None)
        said = self._found(best) if best else self.texts("dossier.found_nothing")
        stolen = (
            self.texts("dossier.reached", n=len(reached), amount=self._money(sum(reached.values())))
            if reached
            else self.texts("dossier.reached_none")
        )
        return [asked, turned, said, stolen, self._left()]

    def _found(self, best: Mapping[str, Any]) -> str:
        score = self.texts.decimal(best["score"], 2)
        return self.texts("dossier.found", title=best["title"], score=score) + f" {best['why']}"

    def _money(self, amount: int) -> str:
        return self.texts.money(amount, self.currency)

    def _asked(self) -> str:
        kind = "stand_in" if self.laid.stand_in else "complaints"
        times = [touched.ts for touched in self._starts()]
        span = self.texts.days(iso(min(times, default=None)), iso(max(times, default=None)))
        values = {"n": len(self.laid.complaints), "days": span, "rule": self.trace.rule}
        return self.texts(f"dossier.asked_{kind}", **values)

    def _starts(self) -> list[Any]:
        return [self.trace.transfers[one] for one in self.trace.starts]

    def _stolen(self) -> str:
        through = {hop.account for hop in self.trace.hops}
        deepest = max((stay.layer for stay in self.layers.stays), default=0)
        return self.texts(
            "dossier.stolen",
            amount=self._money(self.trace.traced),
            accounts=len(through),
            n=deepest,
        )

    def _left(self) -> str:
        sums: Counter[str] = Counter()
        for end in self.trace.ends:
            sums[end.end] += end.amount
        gone = {end: sums[end] for end in EXITS if sums[end]}
        if not gone:
            return self.texts("dossier.left_none")
        parts = [
            f"{self.texts.word('end', end)} {self._money(amount)}"
            for end, amount in sorted(gone.items(), key=lambda one: (-one[1], one[0]))
        ]
        whole = sum(gone.values())
        share = self.texts.percent(min(1.0, whole / self.trace.traced))
        between = self._between(EXITS)
        return self.texts(
            "dossier.left",
            amount=self._money(whole),
            between=between,
            share=share,
            ends=", ".join(parts),
        )

    def _between(self, ends: Sequence[str], frozen: int = 0) -> str:
        """Return what can be at such ends under any rule, where that is not one sum.

        What is `frozen` may be where any rule has money, or where none has: so it lowers the least.
        """
        rules = self.laid.all_rules
        bounds = [one for one in rules.bounds if one.end in ends] if rules else []
        least, most = sum(one.least for one in bounds), sum(one.most for one in bounds)
        if least == most:
            return ""
        least = max(0, least - frozen)
        values = {"least": self._money(least), "most": self._money(min(most, self.trace.traced))}
        return " " + self.texts("dossier.between", **values)

    def _held(self, found: Freeze | None) -> str:
        rows = found.open_rows if found else []
        frozen = found.frozen if found else 0
        stopped = self.texts("dossier.frozen", amount=self._money(frozen)) if frozen else ""
        if not rows:
            return stopped or self.texts("dossier.held_none")
        first = rows[0]
        where = account_number(self.texts, first.account, first.name)
        bank = self.texts.bank(first.bank)
        held = self.texts(
            "dossier.held",
            amount=self._money(sum(row.left for row in rows)),
            between=self._between(("held",), frozen),
            n=len(rows),
            most=self._money(first.left),
            account=f"{where} ({bank})" if bank else where,
        )
        return f"{held} {stopped}".strip()

    def _open(self, found: Requests | None) -> str:
        rows = found.rows if found else []
        unseen = sum(end.amount for end in self.trace.ends if end.end == "unseen")
        unsure = sum(end.unsure for end in self.trace.ends)
        parts = [
            self.texts(f"dossier.open_{name}", amount=self._money(amount), n=len(rows))
            for name, amount in (("unseen", unseen), ("unsure", unsure), ("tied", self.trace.tied))
            if amount
        ]
        if not parts:
            return self.texts("dossier.open_none")
        return self.texts("dossier.open", parts="; ".join(parts))
