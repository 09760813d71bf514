"""What queries find of the accounts, owners and transfers that a report is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.rings import RINGED
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.findings import (
    parties_of,
    reasons_json,
    translated,
    why_found,
    worths_told,
)

if TYPE_CHECKING:
    from moneygraph.detect.queries import Findings

#: How many findings of a query a report holds.
MOST: Final = 1_000


@dataclass(frozen=True)
class Found:
    """The findings that a report holds.

    ``rows`` are about what the report names; ``droppers`` says of all accounts that are found their
    `score`, `ring`, `why` and `reasons`. ``rings`` are the accounts of each ring that one of those
    which the report names is in; ``left_out`` counts findings that are too many. ``worths`` are
    sentences that say what other currencies count as.
    """

    rows: list[dict[str, Any]]
    droppers: dict[str, dict[str, Any]]
    rings: dict[int, list[str]]
    left_out: int
    worths: list[str]


def gather_found(every: Sequence[Findings], names: Collection[str] | None, texts: Texts) -> Found:
    """Return what is found of accounts and owners by these names, or of all."""
    rows: list[dict[str, Any]] = []
    droppers: dict[str, dict[str, Any]] = {}
    members: dict[int, list[str]] = defaultdict(list)
    left_out, ours = 0, set[int | None]()
    for findings in every:
        about = [row for row in findings.rows if names is None or parties_of(row) & set(names)]
        rows += [finding(findings, row, texts) for row in about[:MOST]]
        left_out += len(about[MOST:])
        if findings.query.name == RINGED:
            droppers = {row["account"]: _dropper(findings, row, texts) for row in findings.rows}
            ours = {row["ring"] for row in about}
            for row in findings.rows:
                if row.get("ring") is not None:
                    members[row["ring"]].append(row["account"])
    rings = {ring: accounts for ring, accounts in sorted(members.items()) if ring in ours}
    return Found(rows, droppers, rings, left_out, worths_told(every, texts) if rows else [])


def finding(findings: Findings, row: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Return a finding as a report has it: what it is about, its score, why, and its evidence."""
    query = findings.query
    return {
        "query": query.name,
        "title": translated(query, "title", texts),
        "about": ", ".join(named(row)),
        "account": row.get("account"),
        "score": row["score"],
        "why": why_found(query, row, texts),
        "reasons": reasons_json(query, row, texts),
        "transfers": list(row["transfers"]),
    }


def named(row: Mapping[str, Any]) -> list[str]:
    """Return the account, the owner or the accounts that a finding names."""
    one = row.get("account") or row.get("owner")
    return [one] if one else list(row.get("accounts") or ())


def _dropper(findings: Findings, row: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    return {
        "score": row["score"],
        "ring": row.get("ring"),
        "why": why_found(findings.query, row, texts),
        "reasons": reasons_json(findings.query, row, texts),
    }
