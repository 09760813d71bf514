"""Rows of an answer, kept as columns until one is looked at, and as pandas frames.

pandas is imported when the first frame is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    import pandas as pd

Row = TypeVar("Row", bound=tuple[Any, ...])


class Rows(Sequence[Row], Generic[Row]):
    """A list of named tuples of one kind, each of them made when it is looked at.

    ``columns`` are as long as each other, in the order of the kind's fields.
    """

    def __init__(self, kind: type[Row], columns: Sequence[Sequence[Any]]) -> None:
        self._kind = kind
        self._columns = columns

    def column(self, name: str) -> Sequence[Any]:
        """Return all values of one field."""
        names: tuple[str, ...] = self._kind._fields  # type: ignore[attr-defined]
        return self._columns[names.index(name)]

    def tuples(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as plain tuples, which are made four times as fast."""
        return zip(*self._columns, strict=True)

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[Row]:
        make = self._kind._make  # type: ignore[attr-defined]
        return map(make, self.tuples())

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Rows[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Rows[Row]:
        if isinstance(place, slice):
            return Rows(self._kind, [column[place] for column in self._columns])
        return self._kind(*(column[place] for column in self._columns))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))


def frame_of(kind: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    """Return a frame of dataclass instances or named tuples, a column a field.

    It has the columns also where there are no rows.
    """
    import pandas as pd

    names = list(kind.__annotations__)
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names)


def frame_of_findings(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return a frame of findings: their columns, score, transfers, one ``i_...`` an indicator."""
    import pandas as pd

    indicators = sorted({name for row in rows for name in row["indicators"]})
    flat = [
        {**row, **{f"i_{name}": row["indicators"].get(name) for name in indicators}} for row in rows
    ]
    names = [*columns, "score", "transfers", *(f"i_{name}" for name in indicators)]
    return pd.DataFrame(flat, columns=names)
