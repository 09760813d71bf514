"""Joins days and times of day that a sheet has in columns of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.recognise import Recognised

if TYPE_CHECKING:
    import duckdb

#: A time of day, also where a spreadsheet has a day of its own before it.
_CLOCK: Final = (
    r"(?:^|[ T])(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?)\s*$"
)
#: A day to which a time can be joined: two of its numbers, or eight digits.
_DAY: Final = r"\d\D+\d|^\d{8}$"
#: The midnight that a spreadsheet shows behind a day.
_MIDNIGHT: Final = r"[ T]0?0:00(:00)?([.,]0+)?$"


def add_times(con: duckdb.DuckDBPyConnection, table: str, sheet: Recognised) -> str:
    """Copy a table with the times of day in its column of days; return the name of the copy.

    A cell that shows an hour other than midnight stays as it is, as does one beside which no time
    of day is.
    """
    day, clock = (f"c{sheet.columns[name]}" for name in ("ts", "time_of_day"))
    alone = f"regexp_replace(trim({day}), '{_MIDNIGHT}', '')"
    found = f"regexp_extract({clock}, '{_CLOCK}', 1)"
    is_day = f"not contains({alone}, ':') and regexp_matches({alone}, '{_DAY}')"
    both = f"case when {found} <> '' and {is_day} then {alone} || ' ' || {found} else {day} end"
    con.execute(
        f"create or replace temp table {table}_timed as"
        f" select * replace ({both} as {day}) from {table} order by n"
    ).fetchall()
    return f"{table}_timed"
