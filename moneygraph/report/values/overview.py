"""What is known of a case: what was stolen, where it is, who is found, and what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from moneygraph.report.text.messages import in_language
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.report.values.findings import translated, why_found
from moneygraph.report.values.status import status
from moneygraph.store.errors import CallError

if TYPE_CHECKING:
    from moneygraph.detect.queries import Findings
    from moneygraph.store.file import CaseFile

Found = TypeVar("Found")
_RULE: Final = "lifo"
_KNOWN: Final = ("transfers", "accounts", "owners", "first_ts", "last_ts", "banks")


def overview(case: CaseFile, lang: str = "en") -> dict[str, Any]:
    """Return plain values: sums of the case, `stolen`, `freeze`, `found`, `series`, `requests`.

    `stolen` is what the complaints' money was followed to, by kind of end; `freeze` what of it can
    be stopped; `found` the queries that need no parameter, each with its number of findings and
    the best one. A part is null where there is nothing of its kind; what could not be worked out,
    and why, is in `notes`. `next` names the commands to go on with.
    """
    held = status(case.con, lang)
    notes: list[str] = []

    def or_noted(call: Callable[[], Found]) -> Found | None:
        try:
            return call()
        except CallError as error:
            note = in_language(error.message, lang)
            if note not in notes:
                notes.append(note)
            return None

    found: dict[str, Any] = {key: held[key] for key in _KNOWN}
    if not held["transfers"]:
        return found | {"next": ["load"], "notes": notes}
    has_complaints = bool(held["complaints"]["found"])
    found |= {
        "complaints": held["complaints"]["found"],
        "stolen": or_noted(lambda: _stolen(case)) if has_complaints else None,
        "freeze": or_noted(lambda: _freeze(case)),
        "found": _found(case, lang),
        "series": or_noted(lambda: _series(case)),
        "requests": or_noted(lambda: _requests(case)),
        "notes": notes,
    }
    return found | {"next": _next(found)}


def _stolen(case: CaseFile) -> dict[str, Any]:
    from moneygraph.casework.trace import TraceOptions, trace_case

    trace = trace_case(case, TraceOptions((), "all", False, None, None, None, None), _RULE)
    sums: Counter[str] = Counter()
    for end in trace.ends:
        sums[end.end] += end.amount
    return {
        "rule": trace.rule,
        "amount": plain_amount(trace.traced, trace.currency),
        "currency": trace.currency,
        "ends": [
            {"end": end, "amount": plain_amount(amount, trace.currency)}
            for end, amount in sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


def _freeze(case: CaseFile) -> dict[str, Any] | None:
    from moneygraph.casework import find_freeze

    freeze = find_freeze(case, _RULE)
    rows = freeze.open_rows
    if not rows:
        return None
    first = rows[0]
    return {
        "accounts": len(rows),
        "amount": plain_amount(sum(row.left for row in rows), freeze.currency),
        "unsure": plain_amount(sum(row.unsure for row in rows), freeze.currency),
        "currency": freeze.currency,
        "rule": freeze.rule,
        "first": {
            "account": first.account,
            "bank": first.bank,
            "amount": plain_amount(first.left, first.currency),
        },
    }


def _series(case: CaseFile) -> int:
    from moneygraph.casework import find_series

    return len(find_series(case).rows)


def _requests(case: CaseFile) -> dict[str, int]:
    from moneygraph.casework import find_requests

    asked = find_requests(case, _RULE)
    return {"banks": len(asked.by_bank), "accounts": len(asked.rows)}


def _found(case: CaseFile, lang: str) -> list[dict[str, Any]]:
    """Return every query that finds something, with its best finding."""
    from moneygraph.detect.find import find_every

    texts = texts_of(lang, case.data)
    return [_best(one, texts) for one in find_every(case) if one.rows]


def _best(findings: Findings, texts: Texts) -> dict[str, Any]:
    best = findings.rows[0]
    names = ("owner", "account") if "accounts" in best else ("account", "owner")
    about = next((best[key] for key in names if best.get(key)), None)
    return {
        "query": findings.query.name,
        "title": translated(findings.query, "title", texts),
        "findings": len(findings.rows),
        "rings": len(findings.rings),
        "best": {
            "about": about,
            "score": best["score"],
            "why": why_found(findings.query, best, texts),
        },
    }


def _next(found: dict[str, Any]) -> list[str]:
    """Return the commands to go on with, the most useful first."""
    steps = {
        "trace --complaints": bool(found["stolen"]),
        "freeze": bool(found["freeze"]),
        "find": bool(found["found"]),
        "requests": bool(found["requests"] and found["requests"]["accounts"]),
        "series": bool(found["series"]),
        "status": True,
    }
    return [step for step, is_useful in steps.items() if is_useful]
