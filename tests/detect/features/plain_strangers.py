"""What strangers' money does, in plain Python: the part of `plain` on strangers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.detect.features.plain import Plain

DAY = 86_400
WEEK = timedelta(days=7)
Row = dict[str, Any]
#: When, how much, and the transfer.
Came = tuple[datetime, int, int]


def add_strangers(
    case: Plain, found: dict[int, Row]
) -> tuple[set[tuple[int, bool]], set[tuple[int, bool]], dict[int, int]]:
    """Add to each account what came from strangers and went to strangers.

    Returns first meetings, as (transfer, seen by its payee), those of them with people met briefly,
    and by which payment sums left whole.
    """
    firsts: set[tuple[int, bool]] = set()
    briefs: set[tuple[int, bool]] = set()
    for account, row in found.items():
        came = _meet(case, account, firsts, briefs)
        _add_crowd(case, account, row, came, firsts)
    wholes: dict[int, int] = {}
    for account, row in found.items():
        _add_wholes(case, account, row, firsts, wholes)
    _add_passes(case, found, firsts)
    return firsts, briefs, wholes


def _length_s(case: Plain) -> float:
    moving = [one for one in case.transfers if one["from_account"] != one["to_account"]]
    times = [one[name] for one in moving for name in ("ts", "credit_ts")]
    return float((max(times) - min(times)).total_seconds()) if times else 0.0


def _meet(
    case: Plain, account: int, firsts: set[tuple[int, bool]], briefs: set[tuple[int, bool]]
) -> list[Came]:
    """Note first meetings, as (transfer, seen by its payee); return what gave those met briefly."""
    last = {other: at for _, _, at, _, other in case.movements(account)}
    met: set[str] = set()
    came = []
    for is_credit, one, at, amount, other in case.movements(account):
        if other not in met and (case.is_given(one) if is_credit else case.is_sent(one)):
            firsts.add((one["id"], is_credit))
            if last[other] - at <= timedelta(days=3):
                briefs.add((one["id"], is_credit))
                if is_credit:
                    came.append((at, amount, one["id"]))
        met.add(other)
    return came


def _add_crowd(
    case: Plain, account: int, row: Row, came: list[Came], firsts: set[tuple[int, bool]]
) -> None:
    within = [
        [one for one in came[place:] if one[0] - at <= timedelta(days=3)]
        for place, (at, *_) in enumerate(came)
    ]
    most = max(within, key=len, default=[])
    sums = [amount for _, amount, _ in most]
    if len(set(sums)) < 5:
        return
    part = min(1.0, 3 * DAY / max(1e-6, _length_s(case)))
    row["crowd"], row["crowd_received"] = len(set(sums)), sum(sums)
    row["crowd_usual"] = (len(came) - len(most) + 0.5) * part
    begun, passed = False, 0
    for is_credit, one, at, amount, _ in case.movements(account):
        begun = begun or (is_credit and one["id"] == most[0][2])
        if begun and not is_credit and at <= most[-1][0] + WEEK:
            strange = (one["id"], False) in firsts or case.is_exit(one)
            passed += amount * (case.is_sent(one) and strange and not _is_firm(case, one))
    row["crowd_passed"] = min(passed, sum(sums))


def _add_passes(case: Plain, found: dict[int, Row], firsts: set[tuple[int, bool]]) -> None:
    left: Counter[int] = Counter()
    for hop in case.hops:
        came, gone = case.by_id[hop["in_transfer"]], case.by_id[hop["out_transfer"]]
        is_passed = case.is_given(came) and case.is_sent(gone) and not _is_firm(case, gone)
        if not is_passed or (came["id"], True) not in firsts or hop["dwell_s"] > 7 * DAY:
            continue
        row, amount = found[hop["account"]], hop["amount"]
        strange = (gone["id"], False) in firsts or case.is_exit(gone)
        if strange and came["to_amount"] >= 3 * row["usual"]:
            left[came["id"]] += amount
    passed = {
        (came["to_account"], came["to_amount"])
        for id_, amount in left.items()
        if amount >= 0.8 * (came := case.by_id[id_])["to_amount"]
    }
    for account, _ in passed:
        found[account]["stranger_passes"] += 1


def _is_firm(case: Plain, one: Row) -> bool:
    return bool(case.accounts[one["to_account"]]["kind"] == "company")


def _add_wholes(
    case: Plain, account: int, row: Row, firsts: set[tuple[int, bool]], wholes: dict[int, int]
) -> None:
    """Match sums that wait, the last eight to come, with payments that take nearly all of one."""
    waiting: list[Came | None] = []
    for is_credit, one, at, amount, _ in case.movements(account):
        is_first = (one["id"], is_credit) in firsts
        if is_credit and is_first and amount >= max(1, 3 * row["usual"]):
            waiting.append((at, amount, one["id"]))
        elif not is_credit and case.is_sent(one) and not _is_firm(case, one):
            fits = [
                (came[1], at - came[0], place)
                for place, came in list(enumerate(waiting))[-8:]
                if came and 0.85 * came[1] <= amount <= came[1] and at - came[0] <= WEEK
            ]
            if fits and (is_first or case.is_exit(one)):
                spent = waiting[min(fits)[2]]
                assert spent
                wholes[spent[2]] = one["id"]
                waiting[min(fits)[2]] = None
                row["whole_passes"] += 1
