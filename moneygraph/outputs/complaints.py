"""Complaints with what was found for them, as plain values and in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from moneygraph.outputs.numbers import iso, moment, money, plain_amount
from moneygraph.outputs.terminal import data
from moneygraph.outputs.texts import Texts
from moneygraph.outputs.words import place_words

if TYPE_CHECKING:
    from moneygraph.complaints import Complaint, Complaints


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
            amount=money(row.claimed, row.claimed_currency),
            ts=moment(_known(row.claimed_ts, row.claimed_day_only)),
        )
    said = texts(f"claim.{(row.reason or '').replace('-', '_')}")
    return f"{said}: {data(row.detail)}" if row.detail else said


def missed_words(texts: Texts, row: Complaint) -> str:
    """Return one line: which complaint is not found, where it stands, why, what to do."""
    place = {"file": row.file, "sheet": row.sheet, "row": row.row}
    return texts(
        "complaints.missed",
        place=place_words(place),
        number=data(row.complaint),
        why=why(texts, row),
        remedy=texts(f"claim_remedy.{(row.reason or '').replace('-', '_')}"),
    )
