"""Writes a record of one call: what was asked, what it stands on, and the answer."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygraph import __version__
from moneygraph.errors import CallError, ManifestError
from moneygraph.manifest.commands import REPEATABLE
from moneygraph.manifest.facts import exports_of, loaders_of, our_files, own_files
from moneygraph.manifest.read import LAYOUT, MARK, read_marked
from moneygraph.outputs.json_text import json_text
from moneygraph.outputs.private import write_whole
from moneygraph.printable import printable

if TYPE_CHECKING:
    from moneygraph.api import Case


def write_manifest(
    case: Case, path: str | Path, command: str, parameters: dict[str, Any]
) -> dict[str, Any]:
    """Answer the call once more and write a record of it (mode 0600); return the record.

    `parameters` are those of ``REPEATABLE[command]``, all of them. Two records of one call on
    the same exports differ in nothing but `written`, UTC, and paths. Raises `CallError` where
    the file is there and no record, or cannot be written.
    """
    target = Path(path)
    check_target(target)
    record = _record(case, command, json.loads(json_text(parameters)))
    try:
        write_whole(target, json_text(record))
    except OSError as error:
        raise CallError(
            f"the record {printable(str(target))} cannot be written: {error.strerror}",
            "Name another file with --manifest.",
        ) from error
    return record


def check_target(path: Path) -> None:
    """Raise `CallError` where something other than a record would be overwritten."""
    if not path.parent.is_dir():
        raise CallError(
            f"there is no folder {printable(str(path.parent))}",
            "Name a file in a folder that is there with --manifest.",
        )
    try:
        if os.path.lexists(path):
            read_marked(path)
    except ManifestError as error:
        raise CallError(
            f"{printable(str(path))} is there and no record of moneygraph; it is left as it is",
            "Name another file with --manifest.",
        ) from error


def result_sha256(result: Any) -> str:
    """Return the SHA-256 of a result as --json prints it, without the last line end."""
    return hashlib.sha256(json_text(result).encode()).hexdigest()


def _record(case: Case, command: str, parameters: dict[str, Any]) -> dict[str, Any]:
    repeatable = REPEATABLE[command]
    repeatable.parameters(parameters, "parameters")
    result = repeatable.result(case, parameters)
    return {
        MARK: LAYOUT,
        "version": __version__,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
        "parameters": parameters,
        "exports": exports_of(case.con),
        "loaders": loaders_of(case.con),
        "files": our_files(),
        "own_files": own_files(),
        "result": result,
        "result_sha256": result_sha256(result),
    }
