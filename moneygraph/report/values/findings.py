"""Findings, as JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.queries.profile import fired
from moneygraph.detect.queries.run import PASSES_ON
from moneygraph.report.text.numbers import iso, plain_amount
from moneygraph.report.text.sentence import BEGUN, Reason, model_reasons, reasons, sentence
from moneygraph.report.text.texts import Texts

if TYPE_CHECKING:
    from moneygraph.detect.queries import Findings, Query
    from moneygraph.detect.worth import Worth


#: Columns of findings that hold words of ours, which a reader is shown in his language.
WORDED: Final = ("how", "pattern", "kinds", "grade", "role")
#: Columns of findings that name accounts by their numbers.
_NAMING: Final = ("account", "accounts", "from_account", "to_account", "to_accounts", "end_account")
#: What a model gave fewer decibans for, or against, is not said in the sentence of a transfer.
_LEAST_SAID: Final = 1.0


def findings_json(
    found: Mapping[str, Findings], texts: Texts, *, explain: bool = False
) -> dict[str, Any]:
    """Return the contract's values: by query, its rows; `why` in the language of `texts`.

    With `explain`, each row has all its `reasons` with their points.
    """
    return {
        name: [_row_json(findings, row, texts, explain=explain) for row in findings.rows]
        for name, findings in found.items()
    }


def worths_told(found: Iterable[Findings], texts: Texts) -> list[str]:
    """Return what amounts of other currencies count as in some findings, each said once."""
    worths = {one.currency: one for findings in found for one in findings.worths}
    return [_worth_told(worths[code], texts) for code in sorted(worths)]


def _worth_told(worth: Worth, texts: Texts) -> str:
    return texts(
        f"find.worth_{worth.basis}",
        currency=worth.currency,
        main=worth.main,
        each=texts.grouped(worth.each),
        times=worth.times,
    )


def _worth_json(worth: Worth) -> dict[str, Any]:
    return {
        "currency": worth.currency,
        "each": worth.each,
        "in": worth.main,
        "by": worth.basis,
        "times": worth.times,
    }


def innocent(query: Query, texts: Texts) -> str:
    """Return the query's explanations without a crime, translated if its card has them."""
    return translated(query, "innocent", texts)


def translated(query: Query, key: str, texts: Texts) -> str:
    """Return a text of a query's head (title, finds, innocent) translated if the card has it."""
    by_key = query.card.texts[texts.lang] if query.card else {}
    return str(by_key.get(key, getattr(query, key)))


def why_found(query: Query, row: Mapping[str, Any], texts: Texts) -> str:
    """Return the strongest reasons for a finding, and what speaks against it, as one sentence."""
    columns = {
        one.name: (one.type, row[one.name])
        for one in query.columns
        if one.type not in ("text", "list", "time", "transfer") and row[one.name] is not None
    }
    if row.get("scored_by") != "model":
        besides = [texts("find.next_unknown")] if row.get("grade") == PASSES_ON else []
        return sentence(query.card, row["indicators"], texts, row["points"], columns, besides)
    if query.model_of == "transfer":
        return _why_transfer(query, row, texts, columns)
    features = {name: one for name, one in row["points"].items() if name != BEGUN and one < 0}
    against = min(model_reasons(features, texts), key=_points, default=None)
    besides = [texts("model.against", what=against.says)] if against else []
    besides.append(texts("model.scored"))
    return sentence(query.card, row["indicators"], texts, columns=columns, besides=besides)


def _why_transfer(
    query: Query, row: Mapping[str, Any], texts: Texts, columns: Mapping[str, tuple[str, Any]]
) -> str:
    """Return what a model gave most points for, and what it gave least, as one sentence.

    What the card has words for is said with its value, the rest as the feature is called.
    """
    known = query.card.names if query.card else ()
    points = {name: one for name, one in row["points"].items() if name != BEGUN}
    said = {name: one for name, one in points.items() if one > 0 and name in row["indicators"]}
    shown = {
        name: one for name, one in row["indicators"].items() if name in said or name in known[:1]
    }
    strongest = max(points.values(), default=0.0)
    besides = [
        one.says
        for one in model_reasons(points, texts)
        if _points(one) >= max(strongest / 2, _LEAST_SAID) and one.says not in _called(said, texts)
    ][:2]
    against = min(model_reasons(points, texts), key=_points, default=None)
    if against and _points(against) <= -_LEAST_SAID:
        besides.append(texts("model.against", what=against.says))
    return sentence(query.card, shown, texts, said, columns, [*besides, texts("model.scored")])


def _called(names: Iterable[str], texts: Texts) -> set[str]:
    return {texts.feature(name) for name in names}


def parties_of(row: Mapping[str, Any]) -> set[str]:
    """Return the accounts and the owner that a finding is about."""
    one = {
        str(row[key]) for key in ("account", "owner", "from_account", "to_account") if row.get(key)
    }
    return one.union(row.get("accounts") or ())


def accounts_named(row: Mapping[str, Any]) -> list[str]:
    """Return the accounts that a finding names, by number, in order."""
    columns = [row[column] for column in _NAMING if row.get(column)]
    return sorted({one for part in columns for one in ([part] if isinstance(part, str) else part)})


def reasons_found(query: Query, row: Mapping[str, Any], texts: Texts) -> list[Reason]:
    """Return all reasons for a finding and against it; of a model's score, those of the model."""
    if row.get("scored_by") == "model":
        return model_reasons(row["points"], texts)
    return reasons(query.card, row["indicators"], texts, row["points"])


def reasons_title(query: Query, row: Mapping[str, Any], texts: Texts) -> str:
    """Return what stands above the reasons: the unit of their points."""
    if row.get("scored_by") == "model":
        return texts("model.says")
    is_points = query.card is not None and query.card.unit == "points"
    return texts("find.reasons_points" if is_points else "find.reasons_decibans")


def _points(reason: Reason) -> float:
    return reason.points or 0.0


def _row_json(
    findings: Findings, row: dict[str, Any], texts: Texts, *, explain: bool
) -> dict[str, Any]:
    query, indicators = findings.query, row["indicators"]
    explained = {"reasons": reasons_json(query, row, texts)} if explain else {}
    marks: dict[str, Any] = {key: row[key] for key in ("scored_by", "ring") if key in row}
    if findings.worths:
        marks["worths"] = [_worth_json(one) for one in findings.worths]
    return plain_columns(query, row) | {
        "score": row["score"],
        "why": why_found(query, row, texts),
        **explained,
        "innocent": innocent(query, texts),
        "thresholds": {
            name: {"value": typed, "from": origin}
            for name, (typed, origin) in fired(query, findings.thresholds, indicators).items()
        },
        "transfers": row["transfers"],
        "indicators": plain_indicators(indicators),
        "points": row["points"],
        **marks,
    }


def reasons_json(query: Query, row: Mapping[str, Any], texts: Texts) -> list[dict[str, Any]]:
    """Return all reasons of a finding as plain values."""
    return [
        {"says": one.says, "points": None if one.points is None else round(one.points, 2)}
        for one in reasons_found(query, row, texts)
    ]


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
    return int(value) if kind in ("count", "duration", "transfer") else str(value)
