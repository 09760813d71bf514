"""Adds staged files to a case: their rows as they stand, of which transfers are made later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.arranged import arrange, drop_arranged
from moneygraph.ingest.loading.coverage import cover_section, make_bank_macro
from moneygraph.ingest.loading.merged import fill_merged
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.ingest.loading.report import LoadReport, NameAndPath
from moneygraph.ingest.loading.rows import (
    add_complaints,
    add_links,
    add_rows,
    prepare,
    record_no_cover,
)
from moneygraph.ingest.loading.spelling import Spelling
from moneygraph.ingest.loading.staged import Choices, StagedFile, StagedSheet
from moneygraph.ingest.loading.timed import add_times
from moneygraph.ingest.loading.whose import add_stretches
from moneygraph.ingest.readers import unstage
from moneygraph.store.errors import RefusedLate
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, Stage
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

#: How long a row takes on an ordinary computer to be read into the case.
_READING_S = 1e-6


def add_files(
    case: CaseFile,
    staged: Sequence[StagedFile],
    names: dict[str, NameAndPath],
    choices: Choices,
    progress: Progress,
) -> None:
    """Read staged files into a case, and drop what is staged. Raises `RefusedLate`."""
    spelling = prepare(case)
    make_bank_macro(case)
    for file in staged:
        reading = Message("reading {file}", file=file.source.name)
        progress(Stage(reading, _READING_S * sum(sheet.rows for sheet in file.sheets)))
        _add(case.con, file, names[file.source.sha256], choices, spelling)


@contextmanager
def joins_as_written(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep joins in the order of the SQL, which puts the small table on the side that is built.

    Left to itself, DuckDB guesses the sizes of text tables and can build on the large side,
    which then takes fifty times as long.
    """
    con.execute("set disabled_optimizers = 'join_order,build_side_probe_side'").fetchall()
    try:
        yield
    finally:
        con.execute("reset disabled_optimizers").fetchall()


def take_away(refused: RefusedLate, staged: list[StagedFile], report: LoadReport) -> None:
    """Take away a file that is refused only now, and put that into the report."""
    staged[:] = [file for file in staged if file.source.sha256 != refused.sha256]
    for file in report.files:
        if file.sha256 == refused.sha256:
            file.error, file.loader = refused, ""


def _add(
    con: duckdb.DuckDBPyConnection,
    file: StagedFile,
    name_and_path: NameAndPath,
    choices: Choices,
    spelling: Spelling,
) -> None:
    """Read the staged sheets of one file into the case, and drop them."""
    file_id = rows_of(con, "select coalesce(max(id), 0) + 1 from statement_file")[0][0]
    name, path = name_and_path
    con.execute(
        "insert into statement_file values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(file_id, file.source.sha256, name, sum(sheet.rows for sheet in file.sheets)),
            *(path, choices.loader_name, choices.covers, choices.account),
        ],
    ).fetchall()
    offset = 0
    for sheet in file.sheets:
        section = rows_of(con, "select coalesce(max(id), 0) + 1 from section")[0][0]
        loader = sheet.found.loader if sheet.found else None
        con.execute(
            "insert into section (id, statement_file, name, row_offset, loader, loader_sha256)"
            " values (?, ?, ?, ?, ?, ?)",
            [
                *(section, file_id, sheet.name, offset),
                *((loader.name, loader.sha256) if loader else (None, None)),
            ],
        ).fetchall()
        base = file_id * ROW_BASE + offset
        top = int(rows_of(con, f"select coalesce(max(n), 0) from {sheet.table}")[0][0])
        if sheet.found is None:
            con.execute(
                "insert into remark select n + $base, $section, 'skipped', 'no-transfers', ''"
                f" from {sheet.table}",
                {"base": base, "section": section},
            ).fetchall()
        else:
            row_ids = (base + 1, base + top)
            _add_sheet(con, sheet, sheet.found, section, row_ids, choices.covers, spelling)
        offset += top
        unstage(con, sheet.table)


def _add_sheet(
    con: duckdb.DuckDBPyConnection,
    sheet: StagedSheet,
    found: Recognised,
    section: int,
    row_ids: tuple[int, int],
    covers: str | None,
    spelling: Spelling,
) -> None:
    """Read a sheet into the case; `row_ids` are the first and last id its rows can have."""
    loader, base, table = found.loader, row_ids[0] - 1, sheet.table
    if found.reworded:
        _tell_reworded(con, found, section, base)
    if sheet.blocks or sheet.merges:
        arranged = arrange(con, table, found, sheet.blocks, section, base)
        table, found = arranged.table, arranged.found
        if sheet.merges:
            fill_merged(con, arranged, sheet.merges)
    made = [table]
    if sheet.stretches:
        table, found = add_stretches(con, table, found, sheet.stretches)
        made.append(table)
    if loader.holds == "transfers":
        if "time_of_day" in found.columns:
            table = add_times(con, table, found)
            made.append(table)
        add_rows(con, table, found, section, base, spelling)
        cover_section(con, section, row_ids, sheet.preamble, loader, covers)
    else:
        add = add_complaints if loader.holds == "complaints" else add_links
        add(con, table, found, section, base, spelling)
        record_no_cover(con, section, loader.holds)
    drop_arranged(con, [one for one in dict.fromkeys(made) if one != sheet.table])


def _tell_reworded(
    con: duckdb.DuckDBPyConnection, found: Recognised, section: int, base: int
) -> None:
    """Keep a warning on a header's row that says what was taken for what by its words."""
    taken = "; ".join(f"{header} = {field}" for header, field in found.reworded)
    con.execute(
        "insert into remark values (?, ?, 'warned', 'reworded', ?)",
        [base + found.head_rows, section, taken],
    ).fetchall()
