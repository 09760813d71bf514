"""Answers as pandas DataFrames; pandas is imported when a frame is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


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
