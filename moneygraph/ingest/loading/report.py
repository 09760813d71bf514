"""What a load did: per file, and every row's fate counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moneygraph.ingest.readers import Source
from moneygraph.store.errors import ExportRefused
from moneygraph.store.rows import frame_of
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


@dataclass
class FileReport:
    """One export: each of its rows is counted once, under what became of it.

    rows = transfers + paired + duplicates + rejected + skipped + complaints + links
    """

    file: str
    sha256: str | None = None
    loader: str | None = None
    rows: int = 0
    transfers: int = 0
    paired: int = 0
    duplicates: int = 0
    rejected: int = 0
    skipped: int = 0
    complaints: int = 0
    links: int = 0
    warned: int = 0
    error: ExportRefused | None = None
    known: bool = False
    path: str | None = None


@dataclass
class LoadReport:
    """All files of one call and the sums of the case after it."""

    files: list[FileReport] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    transfers: int = 0
    accounts: int = 0
    owners: int = 0

    @property
    def df(self) -> pd.DataFrame:
        """The files as a frame, a row a file."""
        return frame_of(FileReport, self.files)

    @property
    def refused_anything(self) -> bool:
        """Tell whether a file or a row was refused: the exit status is then 1."""
        return any(file.error or file.rejected for file in self.files)


def known_report(con: duckdb.DuckDBPyConnection, source: Source, export: int) -> FileReport:
    """Return the report of a file whose bytes are in the case already, or twice in a call."""
    report = FileReport(source.name, source.sha256, known=True, path=source.stands)
    if export < 0:
        return report
    report.rows = rows_of(con, "select rows from export where id = ?", export)[0][0]
    report.loader = rows_of(
        con,
        "select string_agg(distinct loader, ',' order by loader) from section where export = ?",
        export,
    )[0][0]
    remarks = _remarks(con).get(export, {})
    report.rejected = remarks.get("rejected", 0)
    report.skipped = remarks.get("skipped", 0)
    report.warned = remarks.get("warned", 0)
    report.duplicates = report.rows - report.rejected - report.skipped
    return report


def _remarks(con: duckdb.DuckDBPyConnection) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for export, fate, times in rows_of(
        con,
        "select section.export, fate, count(*) from remark join section"
        " on section.id = remark.section group by all",
    ):
        found.setdefault(export, {})[fate] = times
    return found


def count_fates(con: duckdb.DuckDBPyConnection, report: LoadReport) -> None:
    """Fill in the counts of the files that this call added, and the sums of the case."""
    exports = {
        sha: (export, rows)
        for export, sha, rows in rows_of(con, "select id, sha256, rows from export")
    }
    fates: dict[int, dict[str, int]] = {}
    if any(file.sha256 in exports and not file.known for file in report.files):
        counted = f"select row // {ROW_BASE} as export, fate, count(*) from fate group by all"
        for export, fate, times in rows_of(con, counted):
            fates.setdefault(int(export), {})[fate] = times
    remarks = _remarks(con)
    for file in report.files:
        if file.known or file.sha256 not in exports or file.error:
            continue
        export, file.rows = exports[file.sha256]
        told = fates.get(export, {}) | remarks.get(export, {})
        file.transfers = told.get("transfer", 0)
        file.paired = told.get("paired", 0)
        file.duplicates = told.get("duplicate", 0)
        file.rejected = told.get("rejected", 0)
        file.skipped = told.get("skipped", 0)
        file.complaints = told.get("complaint", 0)
        file.links = told.get("link", 0)
        file.warned = told.get("warned", 0)
    report.transfers, report.accounts, report.owners = rows_of(
        con,
        "select (select count(*) from transfer), (select count(*) from account),"
        " (select count(distinct owner) from account)",
    )[0]
