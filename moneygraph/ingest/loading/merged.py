"""Cells of a workbook that are merged downwards hold their value for every row of the merge."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.arranged import Arranged
from moneygraph.ingest.loading.columns import AMOUNTS
from moneygraph.store.sqltext import named_sql, rows_of

if TYPE_CHECKING:
    import duckdb

_SQL: Final = "ingest/loading/merged.sql"
_SUMS: Final = ("amount", "amount_debit", "amount_credit", "amount_kzt")
_PARTS: Final = (
    *("ts", "from_account", "to_account", "from_name", "to_name", "from_id", "to_id"),
    *("account", "victim", "transfer"),
)
#: What makes a row of other sheets than those of transfers one.
_OWN: Final = {"complaints": ("ts", "amount", "transfer"), "links": ("value",)}


#: A column of the sheet, from 0, and the first and the last row of cells that are merged there.
Merge = tuple[int, int, int]


def read_merges(path: Path | None, head_rows: int) -> list[Merge]:
    """Return what `Sheet.merges` lists below the header; nothing for None."""
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        merges = [(int(column), int(first), int(last)) for column, first, last in csv.reader(file)]
    return [one for one in merges if one[1] > head_rows]


def fill_merged(con: duckdb.DuckDBPyConnection, sheet: Arranged, merges: list[Merge]) -> None:
    """Fill the cells of an arranged sheet that are merged with one above.

    Only rows with a sum of their own (of complaints and links: with what makes them one) are
    filled, from such rows: a title or a total that is merged over rows makes no payment of them. A
    sum is in no row but its first; where rows below it name another payment, nobody knows how much
    each was, and none of them keeps it: ``merged_sum`` (n, cell) has these rows.
    """
    columns, table = sheet.found.columns, sheet.table
    sql = {name: text.replace("whole", table) for name, text in named_sql(_SQL).items()}
    con.execute(_RANGES, _columns_of(merges)).fetchall()
    con.execute(_TARGETS, _columns_of(_targets(sheet))).fetchall()
    con.execute(sql["cells"]).fetchall()
    sums = [f"c{columns[name]}" for name in _SUMS if name in columns]
    others = [
        f"c{i}" for name, i in columns.items() if name not in (*AMOUNTS, "purpose", "operation")
    ]
    is_row = _is_row(sheet, sums)
    is_total = " or ".join(f"coalesce(total_words({cell}), false)" for cell in sorted(set(others)))
    con.execute(
        "create or replace temp table payment_row as"
        f" select n from {table} where ({is_row}) and not ({is_total})"
    ).fetchall()
    amounts = {columns[name] for name in AMOUNTS if name in columns}
    parts = " or ".join(f"c{columns[name]} is not null" for name in _PARTS if name in columns)
    merged = [
        one for (one,) in rows_of(con, "select distinct target from merged_cell order by all")
    ]
    for target in (one for one in merged if one in amounts):
        for name in ("shared", *(["keep"] if f"c{target}" in sums else []), "blank"):
            con.execute(_at(sql[name], target).replace("$parts", parts)).fetchall()
    for target in (one for one in merged if one not in amounts):
        con.execute(_at(sql["fill"], target)).fetchall()


def _is_row(sheet: Arranged, sums: list[str]) -> str:
    """Return SQL of whether a row reports something by itself."""
    own = _OWN.get(sheet.found.loader.holds)
    if own is None:
        return " or ".join(f"coalesce(hundredths({cell}), 0) <> 0" for cell in sums)
    columns = [sheet.found.columns[name] for name in own if name in sheet.found.columns]
    return " or ".join(f"c{index} is not null" for index in columns) or "false"


def _at(sql: str, target: int) -> str:
    return sql.replace("$target", str(target)).replace("$cell", f"c{target}")


_RANGES: Final = """
create or replace temp table merge_range as
select unnest($1::integer[]) as c, unnest($2::bigint[]) as first, unnest($3::bigint[]) as last
"""
_TARGETS: Final = """
create or replace temp table merge_target as
select unnest($1::integer[]) as kind, unnest($2::integer[]) as c, unnest($3::integer[]) as target
"""


def _targets(sheet: Arranged) -> list[tuple[int, int, int]]:
    """Return (kind of block, column of the sheet, column of the arranged table)."""
    return [
        (kind, source, target)
        for kind, targets in enumerate(sheet.targets)
        for source, places in targets.items()
        for target in places
    ]


def _columns_of(rows: list[tuple[int, int, int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)]
