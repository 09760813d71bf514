"""What a load did, told in pseudonyms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.ingest.loading.report import FileReport, LoadReport
    from moneygraph.store.errors import FileRefused


def masked_report(con: duckdb.DuckDBPyConnection, report: LoadReport) -> LoadReport:
    """Return a report as the masked case `con` calls its files; of errors, only their kind."""
    return replace(
        report,
        files=[_masked_file(con, file) for file in report.files],
        passed_over=[_masked(con, "file", one) for one in report.passed_over],
    )


def _masked_file(con: duckdb.DuckDBPyConnection, file: FileReport) -> FileReport:
    return replace(
        file,
        file=_masked(con, "file", file.file),
        sha256=_masked(con, "sha256", file.sha256) if file.sha256 else None,
        error=_kind_of(_masked(con, "file", file.file), file.error) if file.error else None,
        path=None,
    )


def _masked(con: duckdb.DuckDBPyConnection, what: str, said: str) -> str:
    return str(rows_of(con, f"select masked_{what}(?)", said)[0][0])


def _kind_of(name: str, error: FileRefused) -> FileRefused:
    """Return an error that says no more than its kind does, as its text quotes the file."""
    kind = type(error)
    said = (kind.__doc__ or kind.__name__).splitlines()[0].rstrip(".")
    return kind(f"{name}: {said}", "Leave out --mask to read more.")
