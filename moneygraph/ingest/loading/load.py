"""Loads exports into a case: stage and recognise each, then add them all in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.coverage import (
    Preamble,
    cover_section,
    make_bank_macro,
    read_preamble,
)
from moneygraph.ingest.loading.loader import Layout, read_layouts
from moneygraph.ingest.loading.recognise import Recognised, recognise
from moneygraph.ingest.loading.report import FileReport, LoadReport, count_fates, known_report
from moneygraph.ingest.loading.rows import (
    add_complaints,
    add_links,
    add_rows,
    mark_section,
    prepare,
)
from moneygraph.ingest.loading.settle import settle
from moneygraph.ingest.readers import Refused, Sheet, Skipped, Source, expand, open_sheets, unstage
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CallError, ExportRefused, UnknownLayout
from moneygraph.store.file import transaction
from moneygraph.store.printable import printable
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

Progress = Callable[[str], None]
#: The name of an export and where it stands.
Place = tuple[str, str]


@dataclass
class StagedSheet:
    """A sheet whose cells lie in temp table `table`; `found` is None where it has no transfers."""

    name: str
    table: str
    rows: int
    found: Recognised | None
    preamble: Preamble


@dataclass(frozen=True)
class Choices:
    """What the user said of the files of one call; None where nothing was said."""

    loader: str | None
    covers: str | None


@dataclass
class StagedFile:
    """An export whose sheets are staged."""

    source: Source
    sheets: list[StagedSheet] = field(default_factory=list)


def load(
    case: CaseFile,
    paths: Sequence[str | Path],
    *,
    loader: str | None = None,
    covers: str | None = None,
    progress: Progress = lambda _: None,
    settled: Callable[[duckdb.DuckDBPyConnection], None] = lambda _: None,
) -> LoadReport:
    """Load files, folders, globs and archives; one bad file does not stop the others.

    `loader` names the layout instead of recognising it; `covers` says of which accounts the
    files hold everything: all, none, bank:CODE or account numbers with commas. `settled` is
    called once transfers are made, in the same transaction. Raises `CallError` when nothing
    can be loaded as asked; the case is then as before.
    """
    layouts = _chosen(case.data, loader)
    report = LoadReport()
    with tempfile.TemporaryDirectory(prefix="moneygraph-") as folder:
        staged = _stage_all(case.con, paths, Path(folder), layouts, report, progress)
        places = _least_places(report)
        moved = _moved(case.con, places)
        if staged or moved:
            with _joins_as_written(case.con), transaction(case.con, "that was being loaded"):
                for export in moved:
                    case.con.execute(
                        "update export set name = ?, path = ? where id = ?", export
                    ).fetchall()
                if staged:
                    _add_all(case, staged, places, Choices(loader, covers), progress)
                settled(case.con)
        count_fates(case.con, report)
    return report


def _least_places(report: LoadReport) -> dict[str, Place]:
    """Return the name and the path of each export of this call by its SHA-256.

    The same bytes can come under several names; which of them an export keeps must not hang
    on the order, so it is the first in plain text order, with the path that goes with it.
    """
    places: dict[str, Place] = {}
    for file in report.files:
        if file.sha256 is not None and file.error is None:
            place = (file.file, file.path or "")
            places[file.sha256] = min(place, places.get(file.sha256, place))
    return places


def _moved(con: duckdb.DuckDBPyConnection, places: dict[str, Place]) -> list[tuple[str, str, int]]:
    """Return (name, path, id) of the exports in the case that came under a lesser name now."""
    return [
        (*places[sha], export)
        for export, sha, name in rows_of(con, "select id, sha256, name from export")
        if sha in places and places[sha][0] < name
    ]


def _add_all(
    case: CaseFile,
    staged: list[StagedFile],
    places: dict[str, Place],
    choices: Choices,
    progress: Progress,
) -> None:
    prepare(case)
    make_bank_macro(case)
    for file in staged:
        progress(f"reading {file.source.name}")
        _add(case.con, file, places[file.source.sha256], choices)
    progress("pairing the two sides of transfers")
    settle(case)


@contextmanager
def _joins_as_written(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep joins in the order of the SQL, which puts the small table on the side that is built.

    Left to itself, DuckDB guesses the sizes of text tables and can build on the large side,
    which then takes fifty times as long.
    """
    con.execute("set disabled_optimizers = 'join_order,build_side_probe_side'").fetchall()
    try:
        yield
    finally:
        con.execute("reset disabled_optimizers").fetchall()


def _chosen(data: DataFiles, loader: str | None) -> dict[str, Layout]:
    layouts = read_layouts(data)
    if loader is None:
        return layouts
    if loader not in layouts:
        raise CallError(
            f"there is no loader '{printable(loader)}'", f"There are: {', '.join(layouts)}."
        )
    return {loader: layouts[loader]}


def _stage_all(
    con: duckdb.DuckDBPyConnection,
    paths: Sequence[str | Path],
    folder: Path,
    layouts: dict[str, Layout],
    report: LoadReport,
    progress: Progress,
) -> list[StagedFile]:
    staged: list[StagedFile] = []
    known = {sha: int(export) for sha, export in rows_of(con, "select sha256, id from export")}
    for source in expand(paths, folder):
        if isinstance(source, Refused):
            report.files.append(FileReport(source.name, error=source.error))
            continue
        if isinstance(source, Skipped):
            report.passed_over.append(f"{source.name}: {source.reason}")
            continue
        if source.sha256 in known:
            report.files.append(known_report(con, source, known[source.sha256]))
            continue
        progress(f"opening {source.name}")
        try:
            file = _stage(con, source, layouts, len(staged))
        except ExportRefused as error:
            report.files.append(FileReport(source.name, source.sha256, error=error))
            continue
        staged.append(file)
        known[source.sha256] = -1
        report.files.append(
            FileReport(source.name, source.sha256, loader=_loader_names(file), path=source.stands)
        )
    return staged


def _loader_names(file: StagedFile) -> str:
    return ",".join(sorted({sheet.found.layout.name for sheet in file.sheets if sheet.found}))


def _stage(
    con: duckdb.DuckDBPyConnection, source: Source, layouts: dict[str, Layout], index: int
) -> StagedFile:
    file = StagedFile(source)
    first_unknown: UnknownLayout | None = None
    for sheet in open_sheets(source):
        place = f"{source.name} [{sheet.name}]" if sheet.name else source.name
        try:
            found = recognise(sheet.head, layouts, place)
        except UnknownLayout as error:
            first_unknown = first_unknown or error
            file.sheets.append(_stage_sheet(con, sheet, None, f"staged_{index}_{sheet.index}"))
            continue
        file.sheets.append(_stage_sheet(con, sheet, found, f"staged_{index}_{sheet.index}"))
    if first_unknown is not None and not any(sheet.found for sheet in file.sheets):
        raise first_unknown
    return file


def _stage_sheet(
    con: duckdb.DuckDBPyConnection, sheet: Sheet, found: Recognised | None, table: str
) -> StagedSheet:
    skip = found.head_rows if found else 0
    rows = sheet.stage(con, table, skip, found.width if found else max(sheet.width, 1))
    head = sheet.head[: max(skip - 1, 0)] if found else []
    return StagedSheet(sheet.name, table, rows, found, read_preamble(head))


def _add(con: duckdb.DuckDBPyConnection, file: StagedFile, place: Place, choices: Choices) -> None:
    export = rows_of(con, "select coalesce(max(id), 0) + 1 from export")[0][0]
    name, path = place
    con.execute(
        "insert into export values (?, ?, ?, ?, ?, ?, ?)",
        [
            *(export, file.source.sha256, name, sum(sheet.rows for sheet in file.sheets)),
            *(path, choices.loader, choices.covers),
        ],
    ).fetchall()
    offset = 0
    for sheet in file.sheets:
        section = rows_of(con, "select coalesce(max(id), 0) + 1 from section")[0][0]
        layout = sheet.found.layout if sheet.found else None
        con.execute(
            "insert into section (id, export, name, row_offset, loader, loader_sha256)"
            " values (?, ?, ?, ?, ?, ?)",
            [
                *(section, export, sheet.name, offset),
                *((layout.name, layout.sha256) if layout else (None, None)),
            ],
        ).fetchall()
        base = export * ROW_BASE + offset
        top = int(rows_of(con, f"select coalesce(max(n), 0) from {sheet.table}")[0][0])
        if sheet.found is None:
            con.execute(
                "insert into remark select n + $base, $section, 'skipped', 'no-transfers', ''"
                f" from {sheet.table}",
                {"base": base, "section": section},
            ).fetchall()
        else:
            _add_sheet(con, sheet, sheet.found, section, (base + 1, base + top), choices.covers)
        offset += top
        unstage(con, sheet.table)


def _add_sheet(
    con: duckdb.DuckDBPyConnection,
    sheet: StagedSheet,
    found: Recognised,
    section: int,
    row_ids: tuple[int, int],
    covers: str | None,
) -> None:
    """Read a sheet into the case; `row_ids` are the first and last id its rows can have."""
    layout, base = found.layout, row_ids[0] - 1
    if layout.holds == "transfers":
        add_rows(con, sheet.table, found, section, base)
        cover_section(con, section, row_ids, sheet.preamble, layout.covers, layout.bank, covers)
        return
    add = add_complaints if layout.holds == "complaints" else add_links
    add(con, sheet.table, found, section, base)
    mark_section(con, section, layout.holds)
