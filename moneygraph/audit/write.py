"""Writes a record of one call: its parameters, the files it depends on, and its answer."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygraph.audit.commands import REPEATABLE
from moneygraph.audit.read import LAYOUT, MARK, read_marked, recorded
from moneygraph.ingest.loading.decisions import Decision, decisions_of
from moneygraph.report.values.json import json_text
from moneygraph.store.data import DataFiles, our_folder, text_sha256
from moneygraph.store.errors import CallError, ManifestError
from moneygraph.store.message import Message, reason
from moneygraph.store.private import write_whole
from moneygraph.store.sqltext import sql_text
from moneygraph.store.version import __version__

if TYPE_CHECKING:
    import duckdb

    from moneygraph.api import Case

_OURS = ("profiles", "queries", "tables")  # of our loaders, those that were used are apart
_OWN = ("loaders", *_OURS)


def exports_of(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return every file of a case with its sheets, in an order that loading cannot change."""
    exports = _named_rows(con, "audit/exports.sql")
    sheets: dict[str, list[dict[str, Any]]] = {}
    for sheet in _named_rows(con, "audit/sheets.sql"):
        del sheet["loader_sha256"]
        sheets.setdefault(sheet.pop("sha256"), []).append(sheet)
    for export in exports:
        account = export.pop("asked_account")
        export["sheets"] = sheets.get(export["sha256"], [])
        if account is not None:  # older records have no such key
            export["asked_account"] = account
    return exports


def loaders_of(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the SHA-256 of the text of each loader that was used, as it was at the load.

    Where a loader was changed between two loads, both are given with a comma.
    """
    found: dict[str, set[str]] = {}
    for sheet in _named_rows(con, "audit/sheets.sql"):
        if sheet["loader"] is not None:
            found.setdefault(sheet["loader"], set()).add(sheet["loader_sha256"])
    return {name: ",".join(sorted(found[name])) for name in sorted(found)}


def our_files() -> dict[str, str]:
    """Return the SHA-256 of each of our profiles, queries and tables, by ``FOLDER/FILE``."""
    return {name: sha for kind in _OURS for name, sha in _hashes(our_folder(kind)).items()}


def own_files(data: DataFiles) -> dict[str, str]:
    """Return the same of all that the user's own folder holds; nothing where there is none."""
    if data.own is None:
        return {}
    return {name: sha for kind in _OWN for name, sha in _hashes(data.own / kind).items()}


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted([*folder.glob("*.toml"), *folder.glob("*.sql")])
    return {
        f"{folder.name}/{path.name}": text_sha256(
            path.read_text(encoding="utf-8", errors="surrogateescape")
        )
        for path in files
        if path.is_file()
    }


def _named_rows(con: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    rows = con.execute(sql_text(name)).fetchall()
    columns = [column[0] for column in con.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in rows]


def write_manifest(
    case: Case, path: str | Path, command: str, parameters: dict[str, Any]
) -> dict[str, Any]:
    """Answer the call once more and write a record of it (mode 0600); return the record.

    `parameters` are those of ``REPEATABLE[command]``, all of them. Two records of one call on
    the same files differ in nothing but `written`, UTC, and paths. Raises `CallError` where
    the file is there and no record, or cannot be written.
    """
    target = Path(path)
    check_target(target)
    record = make_record(case, command, parameters)
    try:
        write_whole(target, json_text(record))
    except OSError as error:
        raise CallError(
            Message(
                "the record {target} cannot be written: {why}",
                target=str(target),
                why=reason(error),
            ),
            Message("Name another file with --manifest."),
        ) from error
    return record


def check_target(path: Path) -> None:
    """Raise `CallError` where something other than a record would be overwritten."""
    if not path.parent.is_dir():
        raise CallError(
            Message("there is no folder {parent}", parent=str(path.parent)),
            Message("Name a file in a folder that is there with --manifest."),
        )
    try:
        if os.path.lexists(path):
            read_marked(path)
    except ManifestError as error:
        raise CallError(
            Message(
                "{file} is there and no record of moneygraph; it is left as it is", file=str(path)
            ),
            Message("Name another file with --manifest."),
        ) from error


def result_sha256(result: Any) -> str:
    """Return the SHA-256 of a result as --json prints it, without the last line end."""
    return hashlib.sha256(json_text(result).encode()).hexdigest()


def _decided(decision: Decision) -> dict[str, Any]:
    """Return a decision as JSON holds it; days and times as ISO 8601 text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in vars(decision).items()
    }


def make_record(case: Case, command: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Answer a call and return a record of it; as `write_manifest`, but nothing is written."""
    parameters = json.loads(json_text(parameters))
    result = recorded(parameters, REPEATABLE[command], "parameters").result(case)
    return {
        MARK: LAYOUT,
        "version": __version__,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
        "parameters": parameters,
        "exports": exports_of(case.con),
        "loaders": loaders_of(case.con),
        "files": our_files(),
        "own_files": own_files(case.file.data),
        "decisions": [_decided(one) for one in decisions_of(case.con)],
        "result": result,
        "result_sha256": result_sha256(result),
    }
