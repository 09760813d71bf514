"""Looks at the columns of a staged sheet: how closely its cells must be read, and its dates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.columns import (
    Marks,
    marks_query,
    read_marks,
    read_special,
    special_query,
)
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

#: Whether a column's days between slashes begin with the month, or nobody knows: some can only be
#: read so, or have AM or PM, as where months come first, and none can only be read day first.
_MONTH_FIRST = r"""
select coalesce(bool_or(regexp_matches({ts}, '^\s*(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/\d'))
    or (bool_or(regexp_matches({ts}, '(?i)^\s*\d+/\d+/\d.*\d\s*[ap]\.?m'))
        and not bool_or(regexp_matches({ts}, '^\s*(1[3-9]|2\d|3[01])/'))), false)
from {staged}
"""


#: How many days lie between the first and the last of short days, by what comes first in them.
_SHORT_DAYS = """
select date_diff('day', min(short_day_first(day)), max(short_day_first(day))),
    date_diff('day', min(short_year_first(day)), max(short_year_first(day))),
    bool_and(contains(day, '-'))
from (select distinct short_day({ts}) as day from {staged}) where day <> ''
"""


def marks_of(con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised) -> Marks:
    """Return the marks of the cells of table `staged`, which `sheet` says how to read."""
    marks = read_marks(sheet, rows_of(con, marks_query(staged, sheet))[0])
    if not (marks.plain_sums and marks.plain_times):
        marks = read_special(sheet, marks, rows_of(con, special_query(staged, sheet))[0])
    ts = f"c{sheet.columns['ts']}"
    if not marks.plain_times:
        marks = replace(marks, short_years=_short_years(con, staged, ts))
    if not marks.slashed or any("/" in form for form in sheet.loader.dates):
        return marks
    ((month_first,),) = rows_of(con, _MONTH_FIRST.format(ts=ts, staged=staged))
    return replace(marks, month_first=month_first)


def _short_years(con: duckdb.DuckDBPyConnection, staged: str, ts: str) -> str:
    """Return what days with a year of two digits are, if the column shows it.

    26-02-12 is a day of 2012 or of 2026. A statement is of some days or months: read wrongly, its
    days lie years apart. Between dots and slashes the day comes first, or nobody knows.
    """
    ((by_day, by_year, dashes),) = rows_of(con, _SHORT_DAYS.format(ts=ts, staged=staged))
    if by_day is not None and (by_year is None or by_day * 10 < by_year):
        return "day"
    if by_year is not None and (by_day is None or by_year * 10 < by_day):
        return "year" if dashes else "none"
    return ""
