"""Findings, as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneygraph.detect.queries.profile import fired
from moneygraph.report.text.numbers import iso, plain_amount
from moneygraph.report.text.sentence import model_sentence, sentence
from moneygraph.report.text.texts import Texts

if TYPE_CHECKING:
    from moneygraph.detect.queries import Findings, Query


def findings_json(found: Mapping[str, Findings], texts: Texts) -> dict[str, Any]:
    """Return the contract's values: by query, its rows; `why` in the language of `texts`."""
    return {
        name: [_row_json(findings, row, texts) for row in findings.rows]
        for name, findings in found.items()
    }


def innocent(query: Query, texts: Texts) -> str:
    """Return the query's explanations without a crime, translated if its card has them."""
    return translated(query, "innocent", texts)


def translated(query: Query, key: str, texts: Texts) -> str:
    """Return a text of a query's head (title, finds, innocent) translated if the card has it."""
    by_key = query.card.texts[texts.lang] if query.card else {}
    return str(by_key.get(key, getattr(query, key)))


def why_found(query: Query, row: Mapping[str, Any], texts: Texts) -> str:
    """Return the reasons for a finding as one sentence, and a model's as another."""
    if row.get("scored_by") == "model":
        reasons = sentence(query.card, row["indicators"], texts)
        return f"{reasons} {model_sentence(row['points'], texts)}".strip()
    return sentence(query.card, row["indicators"], texts, row["points"])


def _row_json(findings: Findings, row: dict[str, Any], texts: Texts) -> dict[str, Any]:
    query, indicators = findings.query, row["indicators"]
    return plain_columns(query, row) | {
        "score": row["score"],
        "why": why_found(query, row, texts),
        "innocent": innocent(query, texts),
        "thresholds": {
            name: {"value": typed, "from": origin}
            for name, (typed, origin) in fired(query, findings.thresholds, indicators).items()
        },
        "transfers": row["transfers"],
        "indicators": plain_indicators(indicators),
        "points": row["points"],
        **({"scored_by": row["scored_by"]} if "scored_by" in row else {}),
    }


def plain_columns(query: Query, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query's own columns of a finding as plain values."""
    return {column.name: _plain(column.type, row[column.name]) for column in query.columns}


def plain_indicators(indicators: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding's indicators as plain values: amounts as text, the rest as numbers."""
    return {name: _indicator(name, value) for name, value in indicators.items()}


def _indicator(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value
    if name.endswith("_amount"):
        return plain_amount(int(value))
    return int(value) if value == int(value) and not name.endswith("_share") else _rounded(value)


def _rounded(value: Any) -> float:
    return round(float(value), 4)


def _plain(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "money":
        return plain_amount(int(value))
    if kind == "time":
        return iso(value)
    if kind == "list":
        return list(value)
    if kind == "share":
        return _rounded(value)
    return int(value) if kind in ("count", "duration") else str(value)
