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
    made = [[getattr(row, name) for name in names] for row in rows]
    frame = pd.DataFrame(made, columns=names, dtype=object)
    kinds = {name: _annotation(one) for name, one in kind.__annotations__.items()}
    return _whole(frame, [name for name in names if kinds[name] in _WHOLE])


#: Annotations of fields that hold whole numbers, or none.
_WHOLE = ("int", "int | None")


def _annotation(one: Any) -> str:
    """Return an annotation as it is written, in a dataclass or in a named tuple."""
    return str(getattr(one, "__forward_arg__", getattr(one, "__name__", one)))


def _whole(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Let columns hold whole numbers, missing ones among them, and never floats."""
    return frame.astype(dict.fromkeys(names, "Int64")).infer_objects()


def frame_of_findings(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return a frame of findings: their columns, score, transfers, one ``i_...`` an indicator."""
    import pandas as pd

    indicators = sorted({name for row in rows for name in row["indicators"]})
    flat = [
        {**row, **{f"i_{name}": row["indicators"].get(name) for name in indicators}} for row in rows
    ]
    names = [*columns, "score", "transfers", *(f"i_{name}" for name in indicators)]
    frame = pd.DataFrame(flat, columns=names, dtype=object)
    return _whole(frame, [name for name in names if _is_whole(frame[name])])


def _is_whole(values: pd.Series[Any]) -> bool:
    """Tell whether all values that are there are whole numbers."""
    there = [type(value) for value in values if value is not None]
    return bool(there) and all(kind is int for kind in there)
