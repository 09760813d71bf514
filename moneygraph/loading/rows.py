"""Turns the cells of one staged sheet into rows and remarks, as its layout says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.loading.cells import BALANCES, MOST, cell_view, parsed_view
from moneygraph.loading.kinds import make_kind_macro
from moneygraph.loading.recognise import Recognised
from moneygraph.loading.tables import read_table
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

#: Tables beside `row_base`, each written only where a sheet has one of its columns.
_BESIDE = {
    "row_words": {"purpose", "knp"},
    "row_codes": {"operation", "mcc", "reference"},
    "row_parties": {"from_name", "from_id", "from_bank", "to_name", "to_id", "to_bank"},
    "row_exchange": {"to_amount", "to_currency"},
    "row_balance": set(BALANCES),
}


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the macros and the table of currencies that `add_rows` uses."""
    run_file(con, "loading/parse.sql")
    make_kind_macro(con)
    names = read_table("currencies")["names"].items()
    con.execute(
        "create or replace temp table currency_name (name varchar, code varchar)"
    ).fetchall()
    con.executemany("insert into currency_name values (?, ?)", [list(pair) for pair in names])


def add_rows(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, section: int, base: int
) -> int:
    """Read table `staged` (n, c0.., extra) into ``row`` and ``remark``; return rows made.

    `base` is added to a row's number to make its id.
    """
    _make_views(con, staged, sheet)
    run_file(con, "loading/numbers.sql")
    values = {"section": section, "base": base}
    before = _count(con, "row_base")
    run_file(con, "loading/rows.sql", **values)
    made = _count(con, "row_base") - before
    whole = made == _count(con, staged)
    some = f"where n + {base} in (select id from row_base where section = {section})"
    con.execute(
        f"create or replace temp view kept as select * from cell {'' if whole else some}"
    ).fetchall()
    for name, fields in _BESIDE.items():
        if fields & set(sheet.columns):
            run_file(con, f"loading/{name}.sql", **values)
    if not whole:
        _refuse_rest(con, staged, sheet, values)
    return made


def _make_views(con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised) -> None:
    ragged = _ragged_columns(con, staged, sheet.width)
    con.execute(
        f"create or replace temp view cell as {cell_view(staged, sheet, ragged)}"
    ).fetchall()
    view = parsed_view(sheet, read_currencies(con, sheet))
    con.execute(f"create or replace temp view parsed as {view}").fetchall()


def read_currencies(con: duckdb.DuckDBPyConnection, sheet: Recognised) -> list[str]:
    """Fill ``raw_currency`` from `cell`; return those that count in hundred-millionths."""
    run_file(con, "loading/currencies.sql", currency=sheet.layout.currency)
    fine = [code for code, places in read_table("currencies")["decimals"].items() if places == 8]
    present = {code for (code,) in rows_of(con, "select distinct code from raw_currency")}
    return [code for code in fine if code in present]


def _ragged_columns(con: duckdb.DuckDBPyConnection, staged: str, width: int) -> frozenset[int]:
    asked = ", ".join(f"bool_or(ragged(c{i}))" for i in range(width))
    (answers,) = rows_of(con, f"select {asked} from {staged}")
    return frozenset(i for i, ragged in enumerate(answers) if ragged)


def _refuse_rest(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, values: dict[str, int]
) -> None:
    """Name in ``remark`` each staged row that did not become a row, with its reason."""
    line = ", ".join(f"trimmed(c{i})" for i in range(sheet.width))
    con.execute(
        f"create or replace temp table bad_cell as select *, concat_ws(' ', {line}) as line"
        f" from {staged} where n + $base not in (select id from row_base where section = $section)",
        values,
    ).fetchall()
    _make_views(con, "bad_cell", sheet)
    header = sheet.header[sheet.columns["ts"]]
    run_file(con, "loading/refusals.sql", most=MOST, ts_header=header, **values)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(rows_of(con, f"select count(*) from {table}")[0][0])
