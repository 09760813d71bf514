"""Series: complaints connected by the same droppers, their phones and devices, or an exit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.casework.bonds import Bond, Bonds, claimed_amounts, find_bonds
from moneygraph.casework.followed import follow_complaints
from moneygraph.detect.derived import FINDING_RULE
from moneygraph.store.rows import frame_of

if TYPE_CHECKING:
    import pandas as pd
    from networkx.utils import UnionFind

    from moneygraph.store.file import CaseFile


#: A phone or device of more accounts than this is no evidence of who holds them.
LINK_MOST: Final = 20


@dataclass(frozen=True)
class Series:
    """Complaints that belong together, and their bonds.

    ``accounts`` are those that a large enough part of the money of one of them went through;
    ``amount`` is what their matched transfers moved, in minor units.
    """

    complaints: tuple[str, ...]
    accounts: tuple[str, ...]
    amount: int
    currency: str
    bonds: tuple[Bond, ...]


@dataclass(frozen=True)
class SeriesFound:
    """All series, the largest amount first; ``alone`` are complaints without bonds.

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
    bonds = find_bonds(case.con, followed, link_most)
    lost = claimed_amounts(followed)
    groups, series_bonds = _group(followed.starts.victims, bonds)
    rows = [
        _series(tuple(sorted(group)), series_bonds, bonds.accounts, lost, followed.trace.currency)
        for group in groups.to_sets()
        if len(group) > 1
    ]
    rows.sort(key=lambda row: (-row.amount, row.complaints))
    return SeriesFound(
        rows,
        tuple(_alone(groups, followed.starts.victims)),
        FINDING_RULE,
        bonds.cut,
        link_most,
        followed.stand_in,
    )


def _group(numbers: Sequence[str], bonds: Bonds) -> tuple[UnionFind, list[Bond]]:
    """Join complaints by droppers and links, then by exits; return also the bonds that count.

    Many rings pay the same accounts abroad: an exit is a bond only where its complaints are one
    series already, or have no other bond.
    """
    from networkx.utils import UnionFind

    groups = UnionFind(numbers)
    for bond in (*bonds.droppers, *bonds.links):
        groups.union(*bond.complaints)
    alone = set(_alone(groups, numbers))
    exits = [
        bond
        for bond in bonds.exits
        if len({groups[one] for one in bond.complaints}) == 1 or alone.issuperset(bond.complaints)
    ]
    for bond in exits:
        groups.union(*bond.complaints)
    return groups, [*bonds.droppers, *bonds.links, *exits]


def _alone(groups: UnionFind, numbers: Sequence[str]) -> list[str]:
    """Return the numbers that are in no group with others, in their order."""
    sizes = Counter(groups[one] for one in numbers)
    return [one for one in numbers if sizes[groups[one]] == 1]


def _series(
    members: tuple[str, ...],
    bonds: list[Bond],
    accounts: dict[str, list[str]],
    lost: dict[str, int],
    currency: str,
) -> Series:
    ours = [bond for bond in bonds if bond.complaints[0] in set(members)]
    through = {account for one in members for account in accounts[one]}
    ours.sort(
        key=lambda bond: (-len(bond.complaints), -bond.amount, bond.account or "", bond.value or "")
    )
    amount = sum(lost[one] for one in members)
    return Series(members, tuple(sorted(through)), amount, currency, tuple(ours))
