"""Load statement files into a case.

Every file is first staged: its sheets are put into temporary tables and their loader is
recognised. Then all of them are added in one transaction, which ends with the pairing of
transfers, so that a load is kept whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.arranged import arrange, drop_arranged
from moneygraph.ingest.loading.coverage import (
    check_covered,
    check_covers,
    cover_section,
    make_bank_macro,
)
from moneygraph.ingest.loading.loader import Loader, loader_named, read_loaders
from moneygraph.ingest.loading.merged import fill_merged
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.ingest.loading.report import (
    LoadReport,
    count_fates,
)
from moneygraph.ingest.loading.rows import (
    add_complaints,
    add_links,
    add_rows,
    prepare,
    record_no_cover,
)
from moneygraph.ingest.loading.settle import settle
from moneygraph.ingest.loading.spelling import Spelling, spelt_number
from moneygraph.ingest.loading.staged import (
    Choices,
    StagedFile,
    StagedSheet,
    Words,
    stage_all,
)
from moneygraph.ingest.loading.totals import check_sums
from moneygraph.ingest.loading.whose import add_stretches
from moneygraph.ingest.readers import unstage
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CallError, RefusedLate
from moneygraph.store.file import transaction
from moneygraph.store.masking import is_masked
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, Stage, silent
from moneygraph.store.sandbox import private_folder, reach
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

#: How long a row takes on an ordinary computer to be read into the case, and to be paired.
_READING_S, _PAIRING_S = 1e-6, 0.8e-6
#: A file's name in the case and the path it was loaded from.
NameAndPath = tuple[str, str]


def load(
    case: CaseFile,
    paths: Sequence[str | Path],
    loader_name: str | None = None,
    covers: str | None = None,
    account: str | None = None,
    *,
    passwords: Sequence[str] = (),
    progress: Progress = silent,
    settled: Callable[[duckdb.DuckDBPyConnection], None] = lambda _: None,
) -> LoadReport:
    """Load files, folders, globs and archives; one bad file does not stop the others.

    `loader_name` names the loader of every file instead of recognising it; `covers` names the
    accounts of which the files hold everything: all, none, bank:CODE or account numbers with
    commas; `account` is whose the statements are that do not say so; `passwords` are tried on what
    is locked. `settled` is called once transfers are made, in the same transaction.

    Raises `CallError` for an option that cannot be followed or a masked case, and `CaseFull` where
    there is no room; the case is then as before.
    """
    if is_masked(case.con):
        raise CallError(
            Message("nothing can be loaded into a masked case"), Message("Open it without a mask.")
        )
    check_covers(covers)
    loaders = _chosen(case.data, loader_name)
    report = LoadReport()
    with private_folder(reach(case.con), "load-") as folder:
        choices = Choices(loader_name, covers, account and spelt_number(account), tuple(passwords))
        words = Words.of(case.data, loaders)
        staged = stage_all(case.con, paths, folder, loaders, words, report, progress, choices)
        while not _is_added(case, staged, choices, report, progress, settled):
            pass
        count_fates(case.con, report)
    return report


def _is_added(
    case: CaseFile,
    staged: list[StagedFile],
    choices: Choices,
    report: LoadReport,
    progress: Progress,
    settled: Callable[[duckdb.DuckDBPyConnection], None],
) -> bool:
    """Add what is staged in one transaction, or take away a file that cannot be; then return False.

    That is one for which it is known only from its rows.
    """
    names = _least_names(report)
    renamed = _renamed(case.con, names)
    if not staged and not renamed:
        return True
    case.check_written()
    try:
        with joins_as_written(case.con), transaction(case.con):
            _rename(case.con, renamed)
            if staged:
                _add_all(case, staged, names, choices, progress)
                settled(case.con)
    except RefusedLate as error:
        refused = next(file for file in staged if file.source.sha256 == error.sha256)
        staged.remove(refused)
        for file in report.files:
            if file.sha256 == error.sha256:
                file.error, file.loader = error, ""
        return False
    return True


def _least_names(report: LoadReport) -> dict[str, NameAndPath]:
    """Return the name and the path of each statement file of this call by its SHA-256.

    The same bytes can come under several names. Which of them the case keeps must not depend on
    the order, so it is the first in plain text order, with the path that goes with it.
    """
    names: dict[str, NameAndPath] = {}
    for file in report.files:
        if file.sha256 is not None and file.error is None:
            name = (file.file, file.path or "")
            names[file.sha256] = min(name, names.get(file.sha256, name))
    return names


def _renamed(
    con: duckdb.DuckDBPyConnection, names: dict[str, NameAndPath]
) -> list[tuple[str, str, int]]:
    """Return (name, path, id) of the files in the case that came under a lesser name now."""
    return [
        (*names[sha], file_id)
        for file_id, sha, name in rows_of(con, "select id, sha256, name from statement_file")
        if sha in names and names[sha][0] < name
    ]


def _rename(con: duckdb.DuckDBPyConnection, renamed: list[tuple[str, str, int]]) -> None:
    for row in renamed:
        con.execute("update statement_file set name = ?, path = ? where id = ?", row).fetchall()


def _add_all(
    case: CaseFile,
    staged: list[StagedFile],
    names: dict[str, NameAndPath],
    choices: Choices,
    progress: Progress,
) -> None:
    spelling = prepare(case)
    make_bank_macro(case)
    for file in staged:
        reading = Message("reading {file}", file=file.source.name)
        progress(Stage(reading, _READING_S * sum(sheet.rows for sheet in file.sheets)))
        _add(case.con, file, names[file.source.sha256], choices, spelling)
    check_covered(case.con, choices.covers)
    check_sums(case.con, [file.source.sha256 for file in staged])
    pairing = Message("pairing the two sides of transfers")
    ((rows,),) = rows_of(case.con, "select count(*) from row_base")
    progress(Stage(pairing, _PAIRING_S * rows))
    settle(case)


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


def _chosen(data: DataFiles, loader_name: str | None) -> dict[str, Loader]:
    if loader_name is None:
        return read_loaders(data)
    return {loader_name: loader_named(data, loader_name)}


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
    if sheet.stretches:
        table, found = add_stretches(con, table, found, sheet.stretches)
    if loader.holds == "transfers":
        add_rows(con, table, found, section, base, spelling)
        cover_section(con, section, row_ids, sheet.preamble, loader, covers)
    else:
        add = add_complaints if loader.holds == "complaints" else add_links
        add(con, table, found, section, base, spelling)
        record_no_cover(con, section, loader.holds)
    if table != sheet.table:
        drop_arranged(con, table)


def _tell_reworded(
    con: duckdb.DuckDBPyConnection, found: Recognised, section: int, base: int
) -> None:
    """Keep a warning on a header's row that says what was taken for what by its words."""
    taken = "; ".join(f"{header} = {field}" for header, field in found.reworded)
    con.execute(
        "insert into remark values (?, ?, 'warned', 'reworded', ?)",
        [base + found.head_rows, section, taken],
    ).fetchall()
