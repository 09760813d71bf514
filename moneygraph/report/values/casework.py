"""Complaints, accounts to freeze, requests to banks and series, as JSON values and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moneygraph.report.text.numbers import iso, plain_amount
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import place_words
from moneygraph.report.values.held import held_json
from moneygraph.report.values.trace import hangs_on_json
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.casework import Bond, Freeze, PassedOn, Requests, Series, SeriesFound
    from moneygraph.flow.trails.trail import Doubt
    from moneygraph.ingest.complaints import Complaint, Complaints


def complaints_json(texts: Texts, found: Complaints) -> dict[str, Any]:
    """Return a value a row: amounts as text, times as ISO 8601, a day where only that is known."""
    return {"complaints": [_complaint_json(texts, row) for row in found]}


def _complaint_json(texts: Texts, row: Complaint) -> dict[str, Any]:
    return {
        "complaint": row.complaint,
        "registered": iso(row.registered),
        "victim": row.victim,
        "account": row.account,
        "amount": None if row.amount is None else plain_amount(row.amount, row.currency),
        "ts": iso(_known(row.ts, row.day_only)),
        "group": row.group,
        "region": row.region,
        "file": row.file,
        "row": row.row,
        "transfer": row.transfer,
        "claimed": None if row.claimed is None else plain_amount(row.claimed, row.claimed_currency),
        "score": row.score,
        "reason": row.reason,
        "detail": row.detail,
        "why": why(texts, row),
    }


def _known(ts: datetime | None, day_only: bool) -> Any:
    return ts.date() if ts is not None and day_only else ts


def why(texts: Texts, row: Complaint) -> str:
    """Return a sentence: what was found, or why nothing was."""
    if row.transfer is not None and row.claimed is not None:
        return texts(
            "claim.found",
            transfer=str(row.transfer),
            amount=texts.money(row.claimed, row.claimed_currency),
            ts=texts.moment(_known(row.claimed_ts, row.claimed_day_only)),
        )
    reason = texts(f"claim.{(row.reason or '').replace('-', '_')}")
    return f"{reason}: {safe(row.detail)}" if row.detail else reason


def missed_words(texts: Texts, row: Complaint) -> str:
    """Return one line: which complaint is not found or undone, its place, why, what to do."""
    place = {"file": row.file, "sheet": row.sheet, "row": row.row}
    return texts(
        "complaints.undone" if row.reason == "undone" else "complaints.missed",
        place=place_words(place),
        number=safe(row.complaint),
        why=why(texts, row),
        remedy=texts(f"claim_remedy.{(row.reason or '').replace('-', '_')}"),
    )


def freeze_title(texts: Texts, found: Freeze) -> str:
    """Return how much lies on how many accounts; raises `IndexError` where there is none."""
    amount = texts.money(sum(row.amount for row in found.rows), found.rows[0].currency)
    return texts("freeze.title", n=len(found.rows), amount=amount, rule=found.rule)


def requests_title(texts: Texts, found: Requests) -> str:
    """Return how much went out of sight at how many accounts; raises as `freeze_title`."""
    amount = texts.money(sum(row.amount for row in found.rows), found.rows[0].currency)
    banks = len([bank for bank in found.by_bank if bank is not None])
    return texts("request.title", n=len(found.rows), banks=banks, amount=amount, rule=found.rule)


def passed_on_title(texts: Texts, found: Requests) -> str:
    """Return at how many accounts strangers' money that was sent on is lost sight of."""
    return texts("request.passed_on", n=len(found.passed_on))


_DOUBTS_SHOWN = 6


def doubts_words(texts: Texts, doubts: Sequence[Doubt], currency: str) -> Iterator[str]:
    """Yield a line for each reason why transfers and undone payments are not sure.

    Each names them, the largest first.
    """
    for reason in sorted({doubt.reason for doubt in doubts}):
        some = sorted(
            (doubt for doubt in doubts if doubt.reason == reason),
            key=lambda doubt: (-doubt.amount, doubt.transfer or 0, doubt.row),
        )
        shown = ", ".join(
            f"[{doubt.transfer or safe(doubt.row)}] {texts.money(doubt.amount, currency)}"
            for doubt in some[:_DOUBTS_SHOWN]
        )
        rest = len(some) - _DOUBTS_SHOWN
        more = f" {texts('find.and_more', n=rest)}" if rest > 0 else ""
        yield texts(f"doubt.{reason}", transfers=shown + more)


_KINDS = ("dropper", "link", "exit")


def freeze_json(found: Freeze, limit: int | None = None) -> dict[str, Any]:
    """Return the contract's rows; ``stated`` is null where no statement gives a balance.

    A row has ``unsure`` and the answer ``hangs_on`` where the money went through transfers that
    are not sure, and ``frozen`` where a person knows that a part is stopped already.
    """
    return {
        "freeze": [
            {
                "account": row.account,
                "bank": row.bank,
                "owner": row.owner,
                "amount": plain_amount(row.amount, row.currency),
                "since": iso(row.since),
                "victims": [
                    {"complaint": number, "amount": plain_amount(amount, row.currency)}
                    for number, amount in row.victims
                ],
                "name": row.name,
                "currency": row.currency,
                "minutes": row.minutes,
                "traced": plain_amount(row.traced, row.currency),
                "stated": None if row.stated is None else plain_amount(row.stated, row.currency),
            }
            | ({"unsure": plain_amount(row.unsure, row.currency)} if row.unsure else {})
            | ({"frozen": plain_amount(row.frozen, row.currency)} if row.frozen else {})
            for row in found.rows[:limit]
        ],
        "rule": found.rule,
        "now": iso(found.now),
        "stand_in": found.stand_in,
    } | hangs_on_json(found.hangs_on, found.currency)


def requests_json(found: Requests) -> dict[str, Any]:
    """Return the contract's rows, by bank, the largest amount first."""
    return {
        "requests": [
            {
                "bank": row.bank,
                "account": row.account,
                "first_ts": iso(row.first_ts),
                "last_ts": iso(row.last_ts),
                "amount": plain_amount(row.amount, row.currency),
                "name": row.name,
                "owner": row.owner,
                "currency": row.currency,
                "complaints": list(row.complaints),
            }
            for row in found.rows
        ],
        "rule": found.rule,
        "last_day": iso(found.last_day),
        "stand_in": found.stand_in,
        "lacking": [held_json(one) for one in found.lacking],
        "passed_on": [_passed_on_json(row) for row in found.passed_on],
    }


def _passed_on_json(row: PassedOn) -> dict[str, Any]:
    return {
        "bank": row.bank,
        "account": row.account,
        "name": row.name,
        "owner": row.owner,
        "first_ts": iso(row.first_ts),
        "last_ts": iso(row.last_ts),
        "amount": plain_amount(row.amount, row.currency),
        "currency": row.currency,
        "payers": list(row.payers),
    }


def series_json(texts: Texts, found: SeriesFound, limit: int | None = None) -> dict[str, Any]:
    """Return the contract's rows with their bonds, and the complaints without bonds."""
    return {
        "series": [
            {
                "complaints": list(row.complaints),
                "accounts": list(row.accounts),
                "amount": plain_amount(row.amount, row.currency),
                "why": series_why(texts, row),
                "currency": row.currency,
                "ties": [_bond_json(bond, row.currency) for bond in row.bonds],
            }
            for row in found.rows[:limit]
        ],
        "alone": list(found.alone),
        "rule": found.rule,
        "link_most": found.link_most,
        "cut": found.cut,
        "stand_in": found.stand_in,
    }


def _bond_json(bond: Bond, currency: str) -> dict[str, Any]:
    thing: dict[str, Any] = (
        {"account": bond.account}
        if bond.value is None
        else {"what": bond.what, "value": bond.value}
    )
    return {
        "kind": bond.kind,
        **thing,
        "complaints": list(bond.complaints),
        "amount": plain_amount(bond.amount, currency),
    }


def series_why(texts: Texts, series: Series) -> str:
    """Return a sentence: how many complaints, and how many of each kind of bond."""
    kinds = [bond.kind for bond in series.bonds]
    parts = [texts(f"series.{kind}", n=kinds.count(kind)) for kind in _KINDS if kind in kinds]
    return texts(
        "series.why",
        n=len(series.complaints),
        amount=texts.money(series.amount, series.currency),
        ties=", ".join(parts),
    )
