"""Reads a staged sheet that holds complaints or links, which stand beside the transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.loading.cells import MOST, time_of, units_of
from moneygraph.loading.layout import FIELDS
from moneygraph.loading.recognise import Recognised
from moneygraph.loading.rows import read_currencies
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    import duckdb


def add_complaints(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, section: int, base: int
) -> None:
    """Read table `staged` (n, c0.., extra) into ``complaint`` and ``remark``."""
    _make_cells(con, staged, sheet)
    read = _complaint_view(sheet, read_currencies(con, sheet))
    con.execute(f"create or replace temp view read_complaint as {read}").fetchall()
    header = sheet.header[sheet.columns["number"]]
    values = {"section": section, "base": base, "number_header": header}
    run_file(con, "loading/complaints.sql", most=MOST, **values)


def add_links(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, section: int, base: int
) -> None:
    """Read table `staged` (n, c0.., extra) into ``link``, ``number`` and ``remark``."""
    _make_cells(con, staged, sheet)
    header = sheet.header[sheet.columns["account"]]
    values = {"section": section, "base": base, "account_header": header}
    run_file(con, "loading/links.sql", **values)
    run_file(con, "loading/numbers.sql")
    run_file(con, "loading/links_kept.sql", **values)


def mark_section(con: duckdb.DuckDBPyConnection, section: int, holds: str) -> None:
    """Say of a section that it covers no account, and why."""
    con.execute(
        "update section set covers = 'none', how = $holds where id = $section",
        {"holds": holds, "section": section},
    ).fetchall()


def _make_cells(con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised) -> None:
    """Make the view `cell`: a column `FIELD_cell` for each field, and `line`, the whole row."""
    columns = [
        f"{_column(sheet, name)} as {name}_cell"
        for name in (*FIELDS[sheet.layout.holds], "to_currency")
    ]
    line = ", ".join(f"trimmed(c{i})" for i in range(sheet.width))
    con.execute(
        f"create or replace temp view cell as select n, extra, {', '.join(columns)},"
        f" concat_ws(' ', {line}) as line from {staged}"
    ).fetchall()


def _column(sheet: Recognised, name: str) -> str:
    index = sheet.columns.get(name)
    return "null::varchar" if index is None else f"trimmed(c{index})"


def _complaint_view(sheet: Recognised, fine: list[str]) -> str:
    ts, day_only = time_of(sheet.layout)
    registered, _ = time_of(sheet.layout, "registered_cell")
    return f"""
        select cell.*, plausible({ts}) as ts, {day_only} as day_only,
            plausible({registered}) as registered, paid.code as currency,
            {units_of("amount_cell", "paid.code", fine)} as amount
        from cell left join raw_currency as paid on paid.raw is not distinct from currency_cell"""
