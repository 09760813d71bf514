"""Puts a report together: the trails of its scope, and all that is known beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from moneygraph.casework.followed import Followed, follow_complaints, reached
from moneygraph.casework.freeze import freeze_of, frozen_amounts
from moneygraph.casework.laid import Laid, Scope, lay_out
from moneygraph.casework.passed_on import GRADED, passed_on_of
from moneygraph.casework.requests import requests_of
from moneygraph.detect.find import find_every
from moneygraph.ingest.complaints import list_complaints
from moneygraph.report.dossier import tables
from moneygraph.report.dossier.found import Found, gather_found
from moneygraph.report.dossier.moves import (
    EXITS,
    Moves,
    event_values,
    gather_moves,
    hop_values,
    transfer_values,
)
from moneygraph.report.dossier.network import network_values
from moneygraph.report.dossier.register import Register, described
from moneygraph.report.dossier.sentences import Sentences, title
from moneygraph.report.dossier.trail import trail_values
from moneygraph.report.dossier.unknown import Unknown
from moneygraph.report.text.numbers import iso
from moneygraph.report.text.texts import texts_of
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.message import Message
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb

    from moneygraph.casework import Freeze, Requests
    from moneygraph.detect.queries import Findings
    from moneygraph.ingest.complaints import Complaint
    from moneygraph.store.file import CaseFile


def dossier(
    case: CaseFile, scope: Scope, *, rule: str, currency: str | None, lang: str
) -> dict[str, Any]:
    """Return all that a report on a scope says, as plain values: see docs/reference/json.md.

    Amounts are text, times ISO 8601; an account is an index into `accounts`. Raises as
    `casework.laid.lay_out` does.
    """
    return _Dossier(case, lay_out(case, scope, rule, currency), lang).values()


class _Dossier:
    def __init__(self, case: CaseFile, laid: Laid, lang: str) -> None:
        self.case, self.laid, self.lang = case, laid, lang
        self.con: duckdb.DuckDBPyConnection = case.con
        self.texts = texts_of(lang, case.data)
        self.register = Register()
        self.bounds = laid.all_rules.spans if laid.all_rules else {}
        self.trace, self.layers = laid.forward
        self.numbers = self._numbers()

    def _numbers(self) -> set[str]:
        """Return the accounts of the scope, none where it is about complaints."""
        sql = named_sql("report/dossier/accounts.sql")["owner_accounts"]
        return {
            one for (one,) in self.con.execute(sql, {"ids": list(self.laid.accounts)}).fetchall()
        }

    def values(self) -> dict[str, Any]:
        moves = gather_moves(self.con, self.laid)
        every = find_every(self.case, model="none")
        found = self._found(every)
        passed_on = self._passed_on(every)
        self.case.tell(Message("writing"))
        complaints = self._complaints()
        followed = self._followed
        freeze = freeze_of(self.con, followed) if followed else None
        requests = requests_of(self.con, followed) if followed else None
        laid, register, texts = self.laid, self.register, self.texts
        frozen = frozen_amounts(self.con, self.trace.currency)
        trails = [
            trail_values(trace, layers, register, {} if trace.back else self.bounds, frozen)
            for trace, layers in laid.trails
        ]
        passing, left_out = tables.passing(laid, found.droppers, register)
        times = [one.ts for one in moves.transfers.values()]
        values: dict[str, Any] = {
            "scope": {"kind": laid.scope.kind, "names": list(laid.scope.names)},
            "title": title(texts, laid.scope),
            "sentences": self._sentences(found, complaints, freeze, requests),
            "rule": self.trace.rule,
            "currency": self.trace.currency,
            "stand_in": laid.stand_in,
            "first_ts": iso(min(times, default=None)),
            "last_ts": iso(max(times, default=None)),
            "trails": trails,
            "transfers": transfer_values(self.con, moves, register, self.trace.currency),
            "hops": hop_values(laid, moves),
            "events": event_values(laid, moves),
            "network": network_values(self.con, laid, found.rings, register),
            "tables": self._tables(found, complaints, freeze, requests)
            | {"droppers": passing, "passed_on": passed_on},
            "unknown": self._unknown(moves, complaints, requests, found, left_out),
        }
        robbed = (
            [self.trace.transfers[one].sender.account for one in self.trace.starts]
            if laid.complaints
            else []
        )
        values["accounts"] = described(self.con, texts, register, found.droppers, robbed)
        return values

    def _passed_on(self, every: Sequence[Findings]) -> list[dict[str, Any]]:
        """Return where strangers' money was sent on to; it is of no complaint."""
        if self.laid.scope.kind != "case" and not self.numbers:
            return []
        graded = next((one for one in every if one.query.name == GRADED), None)
        rows = passed_on_of(self.con, graded, self.trace.currency) if graded else ()
        return tables.passed_on(rows, self.texts, self.register, self.numbers)

    def _found(self, every: Sequence[Findings]) -> Found:
        """Return the findings on the scope's accounts; of complaints, on all that they reached.

        A model scores nothing here: a report can be repeated, and its points be told one by one.
        """
        names: set[str] = set()
        if self.laid.scope.kind != "case":
            names = self.numbers or {
                party.account
                for one in self.trace.transfers.values()
                for party in (one.sender, one.receiver)
            }
            sql = named_sql("report/dossier/accounts.sql")["owners"]
            rows = self.con.execute(sql, {"numbers": sorted(names)}).fetchall()
            names |= {owner for (owner,) in rows}
        return gather_found(every, names or None, self.texts)

    def _complaints(self) -> list[Complaint]:
        """Return the complaint rows that are about the scope."""
        rows = list(list_complaints(self.con))
        if self.laid.scope.kind == "case":
            return rows
        numbers = set(self.laid.complaints or self._reached)
        return [row for row in rows if row.complaint in numbers or self._is_own(row)]

    def _is_own(self, row: Complaint) -> bool:
        """Tell whether the account or owner of the scope made a complaint."""
        own = self.numbers.union(self.laid.scope.names if self.numbers else ())
        return row.account in own or row.victim in own

    @cached_property
    def _followed(self) -> Followed | None:
        """The money of the complaints that the report is about; of an account or owner, of all."""
        if self.laid.complaints:
            return Followed(self.trace, self.laid.starts, self.laid.stand_in)
        try:
            return follow_complaints(self.case, self.trace.rule, currency=self.trace.currency)
        except (CallError, UnknownStart):  # there is no money of complaints in this currency
            return None

    @cached_property
    def _reached(self) -> Counter[str]:
        """How much of each complaint's money came to the scope's accounts."""
        sums: Counter[str] = Counter()
        followed = self._followed
        if followed is None:
            return sums
        columns = (column.tolist() for column in reached(self.con, followed).values())
        for transfer, victim, amount in zip(*columns, strict=True):
            if followed.trace.transfers[transfer].receiver.account in self.numbers:
                sums[followed.starts.victims[victim]] += amount
        return sums

    def _sentences(
        self,
        found: Found,
        complaints: list[Complaint],
        freeze: Freeze | None,
        requests: Requests | None,
    ) -> list[str]:
        sentences = Sentences(self.laid, self.texts)
        if self.laid.complaints:
            return sentences.of_complaints(freeze, requests)
        own = {row.complaint for row in complaints if self._is_own(row)}
        return sentences.of_holder(found.rows, self._reached, len(own))

    def _tables(
        self,
        found: Found,
        complaints: list[Complaint],
        freeze: Freeze | None,
        requests: Requests | None,
    ) -> dict[str, Any]:
        laid, register = self.laid, self.register
        return {
            "victims": tables.victims(self.con, laid, complaints, register)
            if laid.complaints
            else [],
            "exits": tables.ends(self.trace, self.bounds, register, EXITS),
            "freeze": tables.freeze(freeze, register, self.numbers),
            "requests": tables.requests(requests, self.texts, register, self.numbers),
            "complaints": tables.complaint_rows(complaints, self.texts),
            "findings": [row | {"account": register.known(row["account"])} for row in found.rows],
        }

    def _unknown(
        self,
        moves: Moves,
        complaints: list[Complaint],
        requests: Requests | None,
        found: Found,
        passing: int,
    ) -> list[dict[str, Any]]:
        unknown = Unknown(self.laid, self.texts, self.register)
        unknown.add_banks(requests, self.numbers)
        unknown.add_hops()
        unknown.add_doubts(moves)
        unknown.add_bounds(self.bounds)
        unknown.add_missed(complaints)
        unknown.add_days(moves)
        unknown.add_worths(found.worths)
        unknown.add_left_out(moves, found.left_out, passing)
        return unknown.rows
