"""How much of planted attempts is found within a number of findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.accuracy.attempts import Attempt, Move, feasible

Key = tuple[str, str, str]
#: (transfers found, feasible transfers, attempts of which one finding holds half, attempts)
Row = tuple[int, int, int, int]


def ids_by_move(case: Path) -> dict[Key, set[int]]:
    """Return the ids of a case's transfers by time, payer and payee as an attempt writes them."""
    with duckdb.connect(str(case), read_only=True) as con:
        rows = con.execute(
            "select strftime(ts, '%Y/%m/%d %H:%M'), f.number, g.number, list(t.id)"
            " from transfer as t join account as f on f.id = from_account"
            " join account as g on g.id = to_account"
            " group by all"
        ).fetchall()
    return {(ts, payer, payee): set(ids) for ts, payer, payee, ids in rows}


def recall(
    attempts: Sequence[Attempt], ids: dict[Key, set[int]], found: Sequence[set[int]]
) -> dict[str, Row]:
    """Return a row a type of attempt: what of its feasible transfers is in the findings."""
    named = set().union(*found)
    where: dict[int, list[int]] = {}
    for number, finding in enumerate(found):
        for one in finding:
            where.setdefault(one, []).append(number)
    rows: dict[str, Row] = {}
    for attempt in attempts:
        sought = [_ids(ids, move) for move in feasible(attempt)]
        hit = sum(bool(one & named) for one in sought)
        near = {number for one in sought for id_ in one for number in where.get(id_, ())}
        most = max((sum(bool(one & found[n]) for one in sought) for n in near), default=0)
        whole = bool(sought) and 2 * most >= len(sought)
        old = rows.get(attempt.type, (0, 0, 0, 0))
        new = (hit, len(sought), int(whole), 1)
        rows[attempt.type] = tuple(a + b for a, b in zip(old, new, strict=True))  # type: ignore[assignment]
    return rows


def _ids(ids: dict[Key, set[int]], move: Move) -> set[int]:
    return ids[(move.ts, move.payer, move.payee)]


#: (findings that are attempts, findings); the key is a pattern as the query names it.
Hits = dict[str, tuple[int, int]]


def precision(labelled: set[int], findings: Sequence[tuple[str, set[int]]]) -> tuple[Hits, float]:
    """Return how many findings of each pattern are attempts, and the share of labelled transfers.

    A finding is one where at least half of its transfers are labelled; the share is of all
    transfers in findings, each counted once.
    """
    hits: Hits = {}
    for pattern, finding in findings:
        right, all_ = hits.get(pattern, (0, 0))
        hits[pattern] = (right + (2 * len(finding & labelled) >= len(finding)), all_ + 1)
    every: set[int] = set().union(*(finding for _, finding in findings))
    return hits, len(every & labelled) / max(1, len(every))


def labelled_ids(attempts: Sequence[Attempt], ids: dict[Key, set[int]]) -> set[int]:
    """Return the ids of all transfers of attempts."""
    return {one for attempt in attempts for move in attempt.moves for one in _ids(ids, move)}
