"""Answers as pandas DataFrames; pandas is imported when a frame is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def frame_of(kind: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    """Return a frame of dataclass instances, a column a field; it has the columns if empty."""
    import pandas as pd

    return pd.DataFrame([asdict(row) for row in rows], columns=[one.name for one in fields(kind)])


def frame_of_findings(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return a frame of findings: their columns, score, transfers, one ``i_...`` an indicator."""
    import pandas as pd

    indicators = sorted({name for row in rows for name in row["indicators"]})
    flat = [
        {**row, **{f"i_{name}": row["indicators"].get(name) for name in indicators}} for row in rows
    ]
    names = [*columns, "score", "transfers", *(f"i_{name}" for name in indicators)]
    return pd.DataFrame(flat, columns=names)
