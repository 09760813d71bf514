"""The transfers that labels name: by id, FILE:ROW, reference, or what a statement says of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.evaluate.labels import Label, Labels
from moneygraph.flow.trails.names import files_named
from moneygraph.ingest.loading.spelling import spelt_number
from moneygraph.store.amounts import moment, tiyn
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

_LONGEST_ID: Final = 18
_DAY: Final = len("2026-03-31")


def transfers_of(con: duckdb.DuckDBPyConnection, labels: Labels) -> Iterable[tuple[int, int]]:
    """Yield the index of each label and a transfer that it names.

    Raises `CallError` where a label names none as any of these is written.
    """
    ids: dict[int, int] = {}
    rows: dict[int, int] = {}
    references: dict[int, str] = {}
    facts: dict[int, Label] = {}
    files: dict[str, int | None] = {}
    for index, row in enumerate(labels.rows):
        if row.reference:
            references[index] = row.reference
        elif row.facts:
            facts[index] = row
        elif _is_number(row.name):
            ids[index] = int(row.name)
        else:
            place = _place(con, labels, row, files)
            if place is not None:
                rows[index] = place
    yield from _found(con, "transfers", list(ids), list(ids.values()))
    yield from _found(con, "rows", list(rows), list(rows.values()))
    yield from _found(con, "references", list(references), list(references.values()))
    yield from _by_facts(con, labels, facts)


def _found(
    con: duckdb.DuckDBPyConnection, name: str, *columns: list[Any]
) -> Iterable[tuple[int, int]]:
    yield from rows_of(con, sql_text(f"detect/evaluate/{name}.sql"), *columns)


def _by_facts(
    con: duckdb.DuckDBPyConnection, labels: Labels, given: dict[int, Label]
) -> Iterable[tuple[int, int]]:
    read = [_facts(labels, row) for row in given.values()]
    columns = [list(column) for column in zip(*read, strict=True)] or [[], [], [], [], []]
    return _found(con, "facts", list(given), *columns)


def _facts(labels: Labels, row: Label) -> tuple[str, str, int, datetime, bool]:
    """Return payer, payee, minor units, the time, and whether it is a day alone."""
    ts, payer, payee, amount = row.facts
    units = tiyn(amount)
    if units is None:
        raise CallError(
            Message(
                "line {line} of {file}: the amount '{amount}' cannot be read",
                line=row.line,
                file=labels.file,
                amount=amount,
            ),
            Message("Write it like 150000 or 99.50."),
        )
    when = moment(f"{labels.file}, {row.line}: ts", ts, end_of_day=False)
    assert when is not None, "a label by facts has a time"
    day_only = when.time() == time.min and len(ts) <= _DAY
    return spelt_number(payer), spelt_number(payee), units, when, day_only


def _place(
    con: duckdb.DuckDBPyConnection, labels: Labels, row: Label, files: dict[str, int | None]
) -> int | None:
    """Return the row of a statement file that FILE:ROW names; None where the case has none."""
    file, _, number = row.name.rpartition(":")
    if not (file and _is_number(number)):
        raise CallError(
            Message("line {line} of {file} names no transfer", line=row.line, file=labels.file),
            Message("Write its id, or FILE:ROW of its statement file."),
        )
    if file not in files:
        files[file] = _file_id(con, labels, row, file)
    file_id = files[file]
    known = file_id is not None and int(number) < ROW_BASE
    return file_id * ROW_BASE + int(number) if known and file_id is not None else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


def _file_id(con: duckdb.DuckDBPyConnection, labels: Labels, row: Label, file: str) -> int | None:
    """Return the statement file's id, None where the case has none of that name."""
    files = files_named(con, file)
    if len(files) > 1:
        raise CallError(
            Message(
                "line {line} of {labels}: '{file}' could be any of {n} exports",
                line=row.line,
                labels=labels.file,
                file=file,
                n=len(files),
            ),
            Message("Name it with its folder, or the transfer by its id."),
        )
    return files[0][0] if files else None
