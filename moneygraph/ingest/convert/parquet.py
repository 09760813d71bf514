"""Writes a Parquet file as one sheet: the names of its columns, then its rows as text.

Decimals and whole numbers stand exactly as they are; a floating-point number as a workbook shows
it. Nothing but this one file can be opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from moneygraph.ingest.convert.tables import Tables, TooMuchError
from moneygraph.ingest.convert.workbook import float_text

_ROWS: Final = 2_000
_COLUMNS: Final = 1_024
_FLOATS: Final = ("FLOAT", "DOUBLE")


def convert(path: Path, tables: Tables) -> None:
    """Write the only table."""
    name = str(path)
    with duckdb.connect(config={"threads": 1, "memory_limit": "2GB"}) as con:
        con.execute("set temp_directory = ''")
        con.execute("set allowed_paths = [?]", [name])
        con.execute("set enable_external_access = false")
        con.execute("set TimeZone = 'UTC'")
        rows = con.read_parquet(name)
        if len(rows.columns) > _COLUMNS:
            raise TooMuchError
        shown = [
            f"#{place}" if str(kind) in _FLOATS else f"#{place}::varchar"
            for place, kind in enumerate(rows.types, 1)
        ]
        with tables.table("", 0) as table:
            table.writerow(rows.columns)
            read = con.execute(f"select {', '.join(shown)} from read_parquet(?)", [name])
            while block := read.fetchmany(_ROWS):
                table.writerows([_text(cell) for cell in row] for row in block)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return float_text(cell) if isinstance(cell, float) else str(cell)
