"""Reads a record that a stranger may have sent: nothing in it is believed."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final

from moneygraph.audit.commands import REPEATABLE
from moneygraph.audit.shape import (
    SHA256,
    TEXT,
    anything,
    by_name,
    count,
    fields,
    listed,
    maybe,
    wrong,
)
from moneygraph.report.values.json import json_text
from moneygraph.store.errors import ManifestError
from moneygraph.store.printable import printable

#: The key that tells a record of ours, and the version of its layout.
MARK: Final = "moneygraph_manifest"
LAYOUT: Final = 1

_SHEET = fields(
    **dict.fromkeys(
        ("sheet", "loader", "bank", "covers", "how", "first_day", "last_day"), maybe(TEXT)
    )
)
_EXPORT = fields(
    name=TEXT,
    path=maybe(TEXT),
    sha256=SHA256,
    rows=count,
    asked_loader=maybe(TEXT),
    asked_covers=maybe(TEXT),
    rejected=count,
    sheets=listed(_SHEET),
)
_RECORD = fields(
    **{MARK: count},
    version=TEXT,
    written=TEXT,
    command=TEXT,
    parameters=by_name(anything),
    exports=listed(_EXPORT),
    loaders=by_name(TEXT),
    files=by_name(SHA256),
    own_files=by_name(SHA256),
    result=anything,
    result_sha256=SHA256,
)


def read_manifest(path: str | Path) -> dict[str, Any]:
    """Return the record in a file; its keys and their types are as `write_manifest` makes them.

    Raises `ManifestError` when there is no such file or it is no record of ours.
    """
    record = read_marked(Path(path))
    if record[MARK] != LAYOUT:
        raise ManifestError(
            f"{printable(str(path))} is a record of another layout than this version reads",
            "Check it with the version of moneygraph that wrote it.",
        )
    _RECORD(record, "the record")
    if record["command"] not in REPEATABLE:
        raise ManifestError(
            f"the record is of a command '{printable(record['command'])}' that cannot be repeated",
            f"Commands are: {', '.join(REPEATABLE)}.",
        )
    REPEATABLE[record["command"]].parameters(record["parameters"], "parameters")
    digests = [export["sha256"] for export in record["exports"]]
    if len(set(digests)) < len(digests):
        raise wrong("exports", "a list of exports that differ")
    return record


def read_marked(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file that is marked as a record; raises `ManifestError`."""
    shown = printable(str(path))
    try:
        if path.exists() and not path.is_file():
            raise ManifestError(f"{shown} is no file", "Name a file that --manifest wrote.")
        record = json.loads(
            path.read_text(encoding="utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_float=_finite,
        )
        json_text(record)
    except OSError as error:
        raise ManifestError(
            f"the record {shown} cannot be read: {error.strerror}", "Check its path and rights."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ManifestError(
            f"{shown} is no record: its JSON cannot be read", "Name a file that --manifest wrote."
        ) from error
    if not isinstance(record, dict) or MARK not in record:
        raise ManifestError(
            f"{shown} is no record of moneygraph", "Name a file that --manifest wrote."
        )
    return record


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("too large a number")
    return value
