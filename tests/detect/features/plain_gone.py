"""What became of strangers' money, in plain Python: the part of `plain` on what was gone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.detect.features.plain import Plain

WEEK_S = 7 * 86_400
Row = dict[str, Any]


def add_gone(
    case: Plain, found: dict[int, Row], drains: set[int], firsts: set[tuple[int, bool]],
    briefs: set[tuple[int, bool]], wholes: dict[int, int],
) -> None:  # fmt: skip
    """Add to each account what was kept of strangers' large sums, and what was gone."""
    soon = [hop for hop in case.hops if hop["dwell_s"] <= WEEK_S]
    soon = [hop for hop in soon if case.is_sent(case.by_id[hop["out_transfer"]])]
    kept = {id_ for id_ in case.by_id if _is_kept(case, found, soon, id_)}
    gone: Counter[int] = Counter()
    for hop in soon:
        came, row, paid = hop["in_transfer"], found[hop["account"]], hop["out_transfer"]
        if (came, True) in firsts and _is_large(case, row, came):
            row["large_passed"] += hop["amount"]
            if paid in kept:
                row["kept_passed"] += hop["amount"]
            elif _leaves(case, briefs, paid):
                gone[came] += hop["amount"]
    for came, one in case.by_id.items():
        by = wholes.get(came)
        is_whole = by is not None and by not in kept and _leaves(case, briefs, by)
        is_gone = is_whole or 0 < one["to_amount"] <= gone[came] / 0.8
        if (came, True) in firsts and came in drains and is_gone:
            found[one["to_account"]]["gone_received"] += one["to_amount"]
            found[one["to_account"]]["gone_wholes"] += is_whole and (came, True) in briefs


def _leaves(case: Plain, briefs: set[tuple[int, bool]], paid: int) -> bool:
    return (paid, False) in briefs or case.is_exit(case.by_id[paid])


def _is_large(case: Plain, row: Row, came: int) -> bool:
    return bool(case.by_id[came]["to_amount"] >= 3 * row["usual"])


def _is_kept(case: Plain, found: dict[int, Row], soon: list[Row], id_: int) -> bool:
    one = case.by_id[id_]
    if not case.is_sent(one):
        return False
    row = found.get(one["to_account"], {})
    lives = bool(row) and (row["wages"] > 0 or row["household_count"] >= 3)
    left = sum(hop["amount"] for hop in soon if hop["in_transfer"] == id_)
    is_firm = case.accounts[one["to_account"]]["kind"] == "company"
    return is_firm or (not case.is_exit(one) and lives and 2 * left <= one["to_amount"])
