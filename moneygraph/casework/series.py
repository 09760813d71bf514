"""Names that are joined into groups.

Series: complaints that the same droppers, their phones and devices, or an exit join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.casework.followed import follow_complaints
from moneygraph.casework.ties import Tie, Ties, claimed_amounts, find_ties
from moneygraph.detect.derived import FINDING_RULE
from moneygraph.store.rows import frame_of

if TYPE_CHECKING:
    import pandas as pd

    from moneygraph.store.file import CaseFile


class Groups:
    """Groups of names; at first each name is alone. Joining is as good as linear."""

    def __init__(self, names: Iterable[str]) -> None:
        self._above = {name: name for name in names}

    def join(self, names: Sequence[str]) -> None:
        """Put names, and all that is joined with one of them, into one group."""
        for name in names[1:]:
            first, other = sorted((self._top(names[0]), self._top(name)))
            self._above[other] = first

    def are_one(self, names: Sequence[str]) -> bool:
        """Tell whether all of these names are in one group."""
        return len({self._top(name) for name in names}) == 1

    def alone(self) -> list[str]:
        """Return the names with which nothing is joined, as they were given."""
        return [group[0] for group in self._members().values() if len(group) == 1]

    def several(self) -> list[tuple[str, ...]]:
        """Return the groups of two names or more, each in order."""
        return [tuple(sorted(group)) for group in self._members().values() if len(group) > 1]

    def _members(self) -> dict[str, list[str]]:
        members: dict[str, list[str]] = {}
        for name in self._above:
            members.setdefault(self._top(name), []).append(name)
        return members

    def _top(self, name: str) -> str:
        while self._above[name] != name:
            self._above[name] = self._above[self._above[name]]
            name = self._above[name]
        return name


#: A phone or device of more accounts than this says nothing of who holds them.
LINK_MOST: Final = 20


@dataclass(frozen=True)
class Series:
    """Complaints that belong together, and what ties them.

    ``accounts`` are those that a real part of the money of one of them went through;
    ``amount`` is what was found of the complaints, in minor units.
    """

    complaints: tuple[str, ...]
    accounts: tuple[str, ...]
    amount: int
    currency: str
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class SeriesFound:
    """All series, the largest amount first; ``alone`` are complaints that nothing ties.

    ``cut`` is how many shared phones and devices more than ``link_most`` accounts have.
    """

    rows: list[Series]
    alone: tuple[str, ...]
    rule: str
    cut: int
    link_most: int
    stand_in: bool

    @property
    def df(self) -> pd.DataFrame:
        """The series as a frame, a column a field; money in whole minor units."""
        return frame_of(Series, self.rows)


def find_series(
    case: CaseFile,
    *,
    link_most: int = LINK_MOST,
    currency: str | None = None,
) -> SeriesFound:
    """Return which complaints belong together; see `followed.follow_complaints` for errors."""
    followed = follow_complaints(case, FINDING_RULE, currency=currency)
    ties = find_ties(case.con, followed, link_most)
    lost = claimed_amounts(followed)
    groups, tying = _joined(followed.begun.victims, ties)
    rows = [
        _series(members, tying, ties.accounts, lost, followed.trace.currency)
        for members in groups.several()
    ]
    rows.sort(key=lambda row: (-row.amount, row.complaints))
    return SeriesFound(
        rows, tuple(groups.alone()), FINDING_RULE, ties.cut, link_most, followed.stand_in
    )


def _joined(numbers: Iterable[str], ties: Ties) -> tuple[Groups, list[Tie]]:
    """Join complaints by droppers and links, then by exits; return also the ties that count.

    Many rings pay the same accounts abroad: an exit is a tie only where its complaints are one
    series already, and joins only such as nothing else ties.
    """
    groups = Groups(numbers)
    for tie in (*ties.droppers, *ties.links):
        groups.join(tie.complaints)
    alone = set(groups.alone())
    exits = [
        tie
        for tie in ties.exits
        if groups.are_one(tie.complaints) or alone.issuperset(tie.complaints)
    ]
    for tie in exits:
        groups.join(tie.complaints)
    return groups, [*ties.droppers, *ties.links, *exits]


def _series(
    members: tuple[str, ...],
    ties: list[Tie],
    accounts: dict[str, list[str]],
    lost: dict[str, int],
    currency: str,
) -> Series:
    ours = [tie for tie in ties if tie.complaints[0] in set(members)]
    through = {account for one in members for account in accounts[one]}
    ours.sort(
        key=lambda tie: (-len(tie.complaints), -tie.amount, tie.account or "", tie.value or "")
    )
    amount = sum(lost[one] for one in members)
    return Series(members, tuple(sorted(through)), amount, currency, tuple(ours))
