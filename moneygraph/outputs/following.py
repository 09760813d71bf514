"""What to do next, as JSON values: what to freeze, whom to ask, which complaints are one series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.numbers import iso, money, plain_amount
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.following import Freeze, Requests, Series, SeriesFound, Tie

_KINDS = ("dropper", "link", "exit")


def freeze_json(found: Freeze, limit: int | None = None) -> dict[str, Any]:
    """Return the contract's rows; ``stated`` is null where no statement gives a balance."""
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
            for row in found.rows[:limit]
        ],
        "rule": found.rule,
        "now": iso(found.now),
        "stand_in": found.stand_in,
    }


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
    }


def series_json(texts: Texts, found: SeriesFound, limit: int | None = None) -> dict[str, Any]:
    """Return the contract's rows with their ties, and the complaints that nothing ties."""
    return {
        "series": [
            {
                "complaints": list(row.complaints),
                "accounts": list(row.accounts),
                "amount": plain_amount(row.amount, row.currency),
                "why": series_why(texts, row),
                "currency": row.currency,
                "ties": [_tie_json(tie, row.currency) for tie in row.ties],
            }
            for row in found.rows[:limit]
        ],
        "alone": list(found.alone),
        "rule": found.rule,
        "link_most": found.link_most,
        "cut": found.cut,
        "stand_in": found.stand_in,
    }


def _tie_json(tie: Tie, currency: str) -> dict[str, Any]:
    thing: dict[str, Any] = (
        {"account": tie.account} if tie.value is None else {"what": tie.what, "value": tie.value}
    )
    return {
        "kind": tie.kind,
        **thing,
        "complaints": list(tie.complaints),
        "amount": plain_amount(tie.amount, currency),
    }


def series_why(texts: Texts, series: Series) -> str:
    """Return a sentence: how many complaints, and how many of each kind of tie."""
    kinds = [tie.kind for tie in series.ties]
    parts = [texts(f"series.{kind}", n=kinds.count(kind)) for kind in _KINDS if kind in kinds]
    return texts(
        "series.why",
        n=len(series.complaints),
        amount=money(series.amount, series.currency),
        ties=", ".join(parts),
    )
