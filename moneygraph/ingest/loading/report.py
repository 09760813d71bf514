"""The report of a load: each file with its rows counted by fate, and the sums of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moneygraph.ingest.readers import Skipped, Source
from moneygraph.store.errors import FileRefused
from moneygraph.store.rows import frame_of
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

#: A file's name in the case and the path it was loaded from.
NameAndPath = tuple[str, str]


@dataclass
class FileReport:
    """One statement file: each of its rows is counted once, under its fate.

    rows = transfers + paired + duplicates + undone + reversals + rejected + skipped + complaints
    + links
    """

    file: str
    sha256: str | None = None
    loader: str | None = None
    rows: int = 0
    transfers: int = 0
    paired: int = 0
    duplicates: int = 0
    undone: int = 0
    reversals: int = 0
    rejected: int = 0
    skipped: int = 0
    complaints: int = 0
    links: int = 0
    warned: int = 0
    error: FileRefused | None = None
    known: bool = False
    path: str | None = None


@dataclass
class LoadReport:
    """All files of one call and the sums of the case after it."""

    files: list[FileReport] = field(default_factory=list)
    passed_over: list[Skipped] = field(default_factory=list)
    transfers: int = 0
    accounts: int = 0
    owners: int = 0
    one_sided: int = 0

    @property
    def df(self) -> pd.DataFrame:
        """The files as a frame, a row a file."""
        return frame_of(FileReport, self.files)

    @property
    def refused_anything(self) -> bool:
        """Return whether a file or a row was refused or passed over: the exit status is then 1."""
        refused = any(file.error or file.rejected for file in self.files)
        return refused or bool(self.passed_over)


def least_names(report: LoadReport) -> dict[str, NameAndPath]:
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


def known_report(con: duckdb.DuckDBPyConnection, source: Source, file_id: int) -> FileReport:
    """Return the report of a file whose bytes are in the case already, or twice in a call.

    `file_id` is below 0 for the second of two in one call.
    """
    report = FileReport(source.name, source.sha256, known=True, path=source.place)
    if file_id < 0:
        return report
    report.rows = rows_of(con, "select rows from statement_file where id = ?", file_id)[0][0]
    report.loader = rows_of(
        con,
        "select string_agg(distinct loader, ',' order by loader) from section"
        " where statement_file = ?",
        file_id,
    )[0][0]
    remarks = _remarks(con).get(file_id, {})
    report.rejected = remarks.get("rejected", 0)
    report.skipped = remarks.get("skipped", 0)
    report.warned = remarks.get("warned", 0)
    report.duplicates = report.rows - report.rejected - report.skipped
    return report


def _remarks(con: duckdb.DuckDBPyConnection) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for file_id, fate, times in rows_of(
        con,
        "select section.statement_file, fate, count(*) from remark join section"
        " on section.id = remark.section group by all",
    ):
        found.setdefault(file_id, {})[fate] = times
    return found


def count_fates(con: duckdb.DuckDBPyConnection, report: LoadReport) -> None:
    """Fill in the counts of the files that this call added, and the sums of the case."""
    held = {
        sha: (file_id, rows)
        for file_id, sha, rows in rows_of(con, "select id, sha256, rows from statement_file")
    }
    fates: dict[int, dict[str, int]] = {}
    if any(file.sha256 in held and not file.known for file in report.files):
        counted = f"select row // {ROW_BASE} as file_id, fate, count(*) from fate group by all"
        for file_id, fate, times in rows_of(con, counted):
            fates.setdefault(int(file_id), {})[fate] = times
    remarks = _remarks(con)
    for file in report.files:
        if file.known or file.sha256 not in held or file.error:
            continue
        file_id, file.rows = held[file.sha256]
        counts = fates.get(file_id, {}) | remarks.get(file_id, {})
        file.transfers = counts.get("transfer", 0)
        file.paired = counts.get("paired", 0)
        file.duplicates = counts.get("duplicate", 0)
        file.undone = counts.get("undone", 0)
        file.reversals = counts.get("reversal", 0)
        file.rejected = counts.get("rejected", 0)
        file.skipped = counts.get("skipped", 0)
        file.complaints = counts.get("complaint", 0)
        file.links = counts.get("link", 0)
        file.warned = counts.get("warned", 0)
    report.transfers, report.accounts, report.owners, report.one_sided = rows_of(
        con,
        "select (select count(*) from transfer), (select count(*) from account),"
        " (select count(distinct owner) from holder where counts),"
        " (select count(*) from doubt where reason = 'one-sided')",
    )[0]
