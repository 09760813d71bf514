"""What one cell of a label says: guilty or innocent, and of which pattern."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_GUILTY: Final = frozenset(("1", "1.0", "true", "yes", "guilty"))
_INNOCENT: Final = frozenset(("", "0", "0.0", "false", "no", "innocent"))
#: Words that are no pattern, and of which nobody can say for sure what they mean here.
_VAGUE: Final = frozenset(
    """none null nan na n/a nil unknown unlabelled unlabeled normal legit legitimate licit
    illicit clean ok suspicious fraud positive negative label""".split()
)
_PATTERN: Final = re.compile(r"[^\W\d_][\w ().:+/-]{0,59}")


class Verdict(NamedTuple):
    """Guilty or not; `pattern` is the word for the type, where one was said."""

    guilty: bool
    pattern: str | None


def read_verdict(text: str) -> Verdict | None:
    """Return what a label says, or None where it is no label."""
    said = text.strip()
    lowered = said.lower()
    if lowered in _GUILTY or lowered in _INNOCENT:
        return Verdict(lowered in _GUILTY, None)
    if lowered in _VAGUE or not _PATTERN.fullmatch(said):
        return None
    return Verdict(True, lowered)
