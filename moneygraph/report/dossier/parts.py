"""Parts of a report by themselves, laid out as in a whole one: a trace, what to freeze, findings.

Each is a `result` as `report.dossier.dossier` has it, in which all that was not asked is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moneygraph.casework.freeze import frozen_amounts
from moneygraph.casework.laid import lay_out_trace
from moneygraph.ingest.complaints import list_complaints
from moneygraph.report.dossier import tables
from moneygraph.report.dossier.found import MOST, finding, named
from moneygraph.report.dossier.moves import COLUMNS, gather_moves, hop_values, transfer_values
from moneygraph.report.dossier.register import Register, described
from moneygraph.report.dossier.trail import trail_values
from moneygraph.report.dossier.unknown import Unknown
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import texts_of
from moneygraph.report.values.casework import series_why
from moneygraph.store.schema import HOP_RULES

if TYPE_CHECKING:
    from moneygraph.casework import Freeze, Requests, SeriesFound
    from moneygraph.casework.trace import TraceOptions
    from moneygraph.detect.queries import Findings
    from moneygraph.flow.trails import RulesTrace
    from moneygraph.store.file import CaseFile


class Part:
    """Gathers a part of a report on a case, in a language."""

    def __init__(self, case: CaseFile, lang: str) -> None:
        self.case, self.con, self.lang = case, case.con, lang
        self.texts = texts_of(lang, case.data)
        self.register = Register()

    def trace(self, options: TraceOptions, rule: str) -> dict[str, Any]:
        """Return a trace: its trail where the rule has hops, its ends, transfers and doubts.

        Raises as `casework.trace.trace_case` does.
        """
        laid = lay_out_trace(self.case, options, rule)
        trace, layers = laid.forward
        moves = gather_moves(self.con, laid)
        if trace.through:  # a taint rule holds its largest transfers alone
            others = [trace.through[one] for one in trace.through.keys() - trace.transfers.keys()]
            moves = replace(moves, left_out=len(others), left_out_amount=sum(others))
        frozen = frozen_amounts(self.con, trace.currency)
        trails = (
            [trail_values(trace, layers, self.register, {}, frozen)] if rule in HOP_RULES else []
        )
        unknown = Unknown(laid, self.texts, self.register)
        unknown.add_hops()
        unknown.add_doubts(moves)
        unknown.add_days(moves)
        unknown.add_left_out(moves, 0, 0)
        by_complaint = laid.starts.victims
        robbed = [trace.transfers[one].sender.account for one in trace.starts if by_complaint]
        return self._values(
            "complaints" if by_complaint else "trace",
            trace.currency,
            robbed,
            names=list(options.starts or options.complaints or ()),
            rule=rule,
            traced=plain_amount(trace.traced, trace.currency),
            tied=plain_amount(trace.tied, trace.currency),
            returned=plain_amount(trace.returned, trace.currency),
            trails=trails,
            transfers=transfer_values(self.con, moves, self.register, trace.currency),
            hops=hop_values(laid, moves),
            tables={"ends": tables.ends(trace, {}, self.register)},
            unknown=unknown.rows,
        )

    def bounds(self, every: RulesTrace) -> dict[str, Any]:
        """Return the least and the most at each end under every rule."""
        currency = next(iter(every.rules.values())).currency
        return self._values(
            "trace",
            currency,
            rule="all",
            traced=plain_amount(max(one.traced for one in every.rules.values()), currency),
            tables={"ends": tables.bounds(every, self.register)},
        )

    def freeze(self, found: Freeze) -> dict[str, Any]:
        """Return where stolen money lies."""
        rows = tables.freeze(found, self.register, set())
        return self._values("case", found.currency, tables={"freeze": rows})

    def requests(self, found: Requests) -> dict[str, Any]:
        """Return which banks are to be asked, and for what."""
        rows = tables.requests(found, self.texts, self.register, set())
        passed_on = tables.passed_on(found.passed_on, self.texts, self.register, set())
        currency = found.rows[0].currency if found.rows else ""
        return self._values("case", currency, tables={"requests": rows, "passed_on": passed_on})

    def complaints(self, series: SeriesFound) -> dict[str, Any]:
        """Return the complaints, and which belong together."""
        rows = tables.complaint_rows(list(list_complaints(self.con)), self.texts)
        joined = [
            {
                "series": place,
                "complaints": list(one.complaints),
                "accounts": [self.register.of(number) for number in one.accounts],
                "amount": plain_amount(one.amount, one.currency),
                "why": series_why(self.texts, one),
            }
            for place, one in enumerate(series.rows, 1)
        ]
        return self._values("case", "", tables={"complaints": rows, "series": joined})

    def findings(self, every: Sequence[Findings]) -> dict[str, Any]:
        """Return what each query finds, under the query's name."""
        by_query = {
            one.query.name: [
                finding(one, row, self.texts) | {"names": named(row)} for row in one.rows[:MOST]
            ]
            for one in every
            if one.rows
        }
        return self._values("case", "", tables=by_query)

    def only(self, tables: dict[str, Any]) -> dict[str, Any]:
        """Return tables that name no account by its index."""
        return self._values("case", "", tables=tables)

    def _values(
        self, kind: str, currency: str, robbed: Sequence[str] = (), **given: Any
    ) -> dict[str, Any]:
        names = given.pop("names", [])
        nothing = {"columns": list(COLUMNS), "rows": [], "left_out": 0, "left_out_amount": "0.00"}
        return {
            "scope": {"kind": kind, "names": names},
            "currency": currency,
            "trails": [],
            "transfers": nothing,
            "hops": [],
            "events": [],
            "tables": {},
            "unknown": [],
            **given,
            "accounts": described(self.con, self.texts, self.register, {}, robbed),
        }
