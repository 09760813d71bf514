"""What an answer stands on: the exports of a case, the loaders, the data files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygraph.folders import data_folder, text_sha256, user_folder
from moneygraph.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

_OURS = ("profiles", "queries", "tables")  # of our loaders, those that were used stand apart
_OWN = ("loaders", "profiles", "queries", "tables", "phrases")


def exports_of(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return every export of a case with its sheets, in an order that loading cannot change."""
    exports = _named_rows(con, "manifest/exports.sql")
    sheets: dict[str, list[dict[str, Any]]] = {}
    for sheet in _named_rows(con, "manifest/sheets.sql"):
        del sheet["loader_sha256"]
        sheets.setdefault(sheet.pop("sha256"), []).append(sheet)
    return [export | {"sheets": sheets.get(export["sha256"], [])} for export in exports]


def loaders_of(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the SHA-256 of the text of each loader that was used, as it was at the load.

    Where a loader was changed between two loads, both are given with a comma.
    """
    found: dict[str, set[str]] = {}
    for sheet in _named_rows(con, "manifest/sheets.sql"):
        if sheet["loader"] is not None:
            found.setdefault(sheet["loader"], set()).add(sheet["loader_sha256"])
    return {name: ",".join(sorted(found[name])) for name in sorted(found)}


def our_files() -> dict[str, str]:
    """Return the SHA-256 of each of our profiles, queries and tables, by ``FOLDER/FILE``."""
    return {name: sha for kind in _OURS for name, sha in _hashes(data_folder(kind)).items()}


def own_files() -> dict[str, str]:
    """Return the same of all that the user's own folder holds; nothing where there is none."""
    own = user_folder()
    if own is None:
        return {}
    return {name: sha for kind in _OWN for name, sha in _hashes(own / kind).items()}


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
