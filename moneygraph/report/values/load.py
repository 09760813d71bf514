"""What a load did, as JSON values, and with pseudonyms for a masked case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from moneygraph.ingest.readers import Skipped
from moneygraph.report.values.records import records
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.ingest.loading.report import FileReport, LoadReport
    from moneygraph.store.errors import FileRefused


COUNTS: Final = ("rows", "transfers", "paired", "duplicates", "rejected", "skipped")
#: Counts of rows that are no transfers; a table shows those that are not 0.
OTHER_COUNTS: Final = ("undone", "reversals", "complaints", "links")


def load_json(report: LoadReport) -> dict[str, Any]:
    """Return the contract's values; a refused file has ``error`` and ``remedy`` as well."""
    return {
        "files": [file_json(file) for file in report.files],
        "transfers": report.transfers,
        "accounts": report.accounts,
        "owners": report.owners,
        "one_sided": report.one_sided,
        "passed_over": [
            {"file": one.name, "error": one.error.message, "remedy": one.error.remedy}
            for one in report.passed_over
        ],
    }


def file_json(file: FileReport) -> dict[str, Any]:
    """Return the values of one file."""
    values: dict[str, Any] = {"file": file.file, "sha256": file.sha256, "loader": file.loader}
    values |= {name: getattr(file, name) for name in (*COUNTS, *OTHER_COUNTS)}
    if file.error is not None:
        values |= {"error": file.error.message, "remedy": file.error.remedy}
    return values


def sections_by_sha256(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Return the sections of each statement file, by the SHA-256 of its bytes."""
    names = {row["id"]: row["sha256"] for row in records(con, "files")}
    found: dict[str, list[dict[str, Any]]] = {}
    for section in records(con, "sections"):
        found.setdefault(names[section["statement_file"]], []).append(section)
    return found


def masked_report(con: duckdb.DuckDBPyConnection | None, report: LoadReport) -> LoadReport:
    """Return a report with the file names of the masked case `con`; of errors, only their kind.

    Without a case, which a first load that is refused leaves, files have no names.
    """
    return replace(
        report,
        files=[_masked_file(con, file) for file in report.files],
        passed_over=[
            Skipped(name, _kind_of(name, one.error))
            for one in report.passed_over
            for name in [_masked(con, "file", one.name)]
        ],
    )


def _masked_file(con: duckdb.DuckDBPyConnection | None, file: FileReport) -> FileReport:
    return replace(
        file,
        file=_masked(con, "file", file.file),
        sha256=_masked(con, "sha256", file.sha256) if file.sha256 else None,
        error=_kind_of(_masked(con, "file", file.file), file.error) if file.error else None,
        path=None,
    )


def _masked(con: duckdb.DuckDBPyConnection | None, what: str, text: str) -> str:
    if con is None:
        return Message("[masked]")
    return str(rows_of(con, f"select masked_{what}(?)", text)[0][0])


def _kind_of(name: str, error: FileRefused) -> FileRefused:
    """Return an error of the same kind without its text, which quotes the file."""
    kind = type(error)
    meaning = (kind.__doc__ or kind.__name__).splitlines()[0].rstrip(".")
    return kind(
        Message("{name}: {meaning}", name=name, meaning=Message(meaning)),
        Message("Leave out --mask to read more."),
    )
