"""The findings that an account, an owner or a transfer is in, with all their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneygraph.report.text.texts import texts_of
from moneygraph.report.values.findings import (
    parties_of,
    reasons_json,
    reasons_title,
    translated,
    why_found,
)

if TYPE_CHECKING:
    from moneygraph.store.file import CaseFile


def findings_about(case: CaseFile, shown: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """Return the findings of all queries that name what `show` returned, the best first.

    Each has `query`, `title`, `score`, `why`, `reasons_title`, `reasons` and `transfers`.
    """
    from moneygraph.detect.find import find_every

    names, transfers = _named(shown)
    texts = texts_of(lang, case.data)
    found = []
    for findings in find_every(case):
        query = findings.query
        for row in findings.rows:
            if names & parties_of(row) or transfers & set(row["transfers"]):
                found.append(
                    {
                        "query": query.name,
                        "title": translated(query, "title", texts),
                        "score": row["score"],
                        "why": why_found(query, row, texts),
                        "reasons_title": reasons_title(query, row, texts),
                        "reasons": reasons_json(query, row, texts),
                        "transfers": row["transfers"],
                    }
                )
    return sorted(found, key=lambda one: (-one["score"], one["query"]))


def _named(shown: Mapping[str, Any]) -> tuple[set[str], set[int]]:
    """Return the accounts and owners, and the transfers, that are shown."""
    names: set[str] = set()
    if "account" in shown:
        names.add(shown["account"]["number"])
    if "owner" in shown:
        names.add(shown["owner"]["owner"])
        names.update(account["number"] for account in shown["owner"]["accounts"])
    return names, {shown["transfer"]["id"]} if "transfer" in shown else set()
