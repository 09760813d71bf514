"""The least and the most that can be where the money of complaints ends, whatever the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygraph.casework.followed import starts_of
from moneygraph.casework.trace import ALL_RULES_S, FOLLOWING
from moneygraph.detect.derived import ensure_hops, tell
from moneygraph.flow.trails.all_rules import follow_all
from moneygraph.store.schema import HOP_RULES

if TYPE_CHECKING:
    from moneygraph.store.file import CaseFile

#: The least and the most, in minor units of the traced currency.
Span = tuple[int, int]


def find_bounds(
    case: CaseFile, *, numbers: Sequence[str] | None = None, currency: str | None = None
) -> dict[tuple[str, str], Span]:
    """Return the bounds by kind of end (``held``, ``unseen``) and number of account.

    They are of the same money as `find_freeze` and `find_requests` follow; where no money can be,
    there is no entry. See `followed.follow_complaints` for errors.
    """
    for rule in HOP_RULES:
        ensure_hops(case, rule)
    starts, _ = starts_of(case, numbers, currency)
    tell(case, FOLLOWING, ALL_RULES_S)
    return follow_all(case.con, starts).spans
